namespace Cloudburst.Testing.Tests;

public sealed class VirtualTimeTests
{
    [Fact]
    public async Task Deadline_of_ten_minutes_is_over_when_the_test_says_so()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithVirtualTime(out var time).Start();
        var began = time.GetUtcNow();
        var call = host.Client.Probes.ForeverAsync(new CallOptions { Timeout = TimeSpan.FromMinutes(10) });

        var error = await Assert.ThrowsAsync<CloudburstException>(() => time.RunAsync(call));

        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Functions_wait_by_the_same_clock()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithVirtualTime(out var time).Start();
        var began = time.GetUtcNow();

        Assert.True(await time.RunAsync(host.Client.Probes.ListenAsync(20, new CallOptions { Timeout = TimeSpan.FromHours(1) }), TimeSpan.FromSeconds(5)));

        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40));
    }

    [Fact]
    public async Task Calls_that_wait_for_nothing_need_no_time()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithVirtualTime(out var time).Start();
        var began = time.GetUtcNow();
        Assert.Equal(3, await host.Client.CallAsync(Probes.Chain, 0));
        Assert.Equal(began, time.GetUtcNow());
    }

    [Fact]
    public async Task Steps_are_positive()
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new VirtualTime().RunAsync(Task.CompletedTask, TimeSpan.Zero));
        Assert.Equal("step", error.ParamName);
    }
}
