using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class SwallowedFailureTests() : RuleTests("CB3006")
{
    [Theory]
    [InlineData("catch (Exception) { }")]
    [InlineData("catch { }")]
    [InlineData("catch (Exception error) { _ = 1; }", false)]
    [InlineData("catch (CloudburstException) { }", false)]
    [InlineData("catch (Exception error) when (error is TimeoutException) { }", false)]
    [InlineData("catch (Exception) { throw; }", false)]
    [InlineData("catch (Exception) { Console.WriteLine(); }", false)]
    public async Task Empty_catch_of_everything_is_reported(string clause, bool isReported = true)
    {
        var members = $"[CloudburstFunction] public static async Task F(CloudburstContext context) {{ try {{ await context.PutAsync(\"k\", 1); }} {clause} }}";
        if (isReported)
            await AssertReportsAsync(members, "catch", "that 'Shop.F' catches");
        else
            await AssertSilentAsync(members);
    }

    [Fact]
    public async Task Empty_catch_around_other_things_is_not() =>
        await AssertSilentAsync("[CloudburstFunction] public static void F(string path) { try { System.IO.File.Delete(path); } catch (Exception) { } }");
}
