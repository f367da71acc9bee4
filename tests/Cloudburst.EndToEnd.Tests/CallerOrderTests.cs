namespace Cloudburst.EndToEnd.Tests;

/// <summary>What one client writes, one thing after the other, on two machines whose clocks are 40 seconds apart.</summary>
public sealed class CallerOrderTests(LinearizableTests.SkewedMachines fixture) : IClassFixture<LinearizableTests.SkewedMachines>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Of_two_calls_in_a_row_the_later_write_stays()
    {
        var key = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 100; i++)
        {
            await _cloud.TestFunctions.WriteAsync(key, $"{i}");
            Assert.Equal($"{i}", await new Register<string>(_cloud.State, key).ReadAsync());
        }
    }

    [Theory]
    [InlineData(Consistency.LastWriterWins)]
    [InlineData(Consistency.RepeatableRead)]
    public async Task Of_a_write_and_a_deletion_the_later_stays(Consistency level)
    {
        var register = new Register<string>(_cloud.State, Guid.NewGuid().ToString("N"));
        var options = new CallOptions { Consistency = level };
        for (var i = 0; i < 100; i++)
        {
            await _cloud.TestFunctions.WriteAsync(register.Key, $"{i}", options);
            Assert.Equal($"{i}", await register.ReadAsync());
            await _cloud.TestFunctions.RemoveAsync(register.Key, options);
            Assert.Null(await register.ReadAsync());
            // Also where nothing is left to delete.
            await _cloud.TestFunctions.RemoveAsync(register.Key, options);
        }
    }

    [Fact]
    public async Task Of_a_call_and_a_direct_write_the_later_stays()
    {
        var register = new Register<string>(_cloud.State, Guid.NewGuid().ToString("N"));
        for (var i = 0; i < 50; i++)
        {
            await _cloud.TestFunctions.WriteAsync(register.Key, $"called {i}");
            await register.WriteAsync($"written {i}");
            Assert.Equal($"written {i}", await register.ReadAsync());
            await _cloud.TestFunctions.WriteAsync(register.Key, $"called again {i}");
            Assert.Equal($"called again {i}", await register.ReadAsync());
        }
    }
}
