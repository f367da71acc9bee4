using Cloudburst.Testing;

namespace Cloudburst.Cli.Tests;

public sealed class DeadLettersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Dead_letters_lists_a_request_whose_executors_died_under_it()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(1, executorsPerNode: 2);
        builder.Options.Scheduler.MaxAttempts = 1;
        var host = builder.Start();
        await using (host)
        {
            var tool = new Tool(_ => host.NewClient());
            Assert.Equal("There are no dead letters.", (await tool.RunAsync("dead-letters")).Succeeded().Output);
            Assert.Empty((await tool.RunAsync("dead-letters", "--json")).Succeeded().Json.GetProperty("deadLetters").EnumerateArray());

            var call = host.Client.CallAsync(Shop.Functions.Wait, "rain");
            var busy = "";
            await EventuallyAsync(async () => (busy = (await host.Client.GetStatusAsync()).Executors.FirstOrDefault(executor => executor.InFlight > 0)?.Id ?? "").Length > 0);
            await host.KillExecutorAsync(busy);
            Assert.Equal(CloudburstErrorCode.ExecutorLost, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);

            ToolResult? listed = null;
            await EventuallyAsync(async () => (listed = (await tool.RunAsync("dead-letters")).Succeeded()).Output.Contains("Shop.Wait", StringComparison.Ordinal));
            var lines = listed!.Output.Split('\n');
            Assert.Matches("^ENDED +TARGET +ATTEMPTS +CODE +ARGUMENTS +REQUEST$", lines[0]);
            Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ +Shop\.Wait +1 +ExecutorLost +""rain"" +[0-9a-f]{32}$", lines[1]);

            var letter = (await tool.RunAsync("dead-letters", "--json")).Succeeded().Json.GetProperty("deadLetters")[0];
            Assert.Equal(
                ["requestId", "target", "attempts", "arrived", "ended", "code", "message", "arguments", "argumentBytes"], letter.EnumerateObject().Select(field => field.Name));
            Assert.Equal("rain", letter.GetProperty("arguments")[0].GetString());
        }
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
