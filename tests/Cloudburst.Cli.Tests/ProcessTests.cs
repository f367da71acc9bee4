using System.Text.Json;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Cli.Tests;

/// <summary>The tool itself, as a process.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_tool_works_with_a_cluster_of_processes()
    {
        var cluster = await Cluster.StartAsync();
        await using (cluster)
        {
            var settings = new Dictionary<string, string> { ["Cloudburst__Schedulers"] = cluster.Scheduler };

            var status = Parse(await RunAsync(settings, "status", "--json"));
            Assert.Equal("scheduler-0", status.GetProperty("schedulers")[0].GetProperty("id").GetString());
            Assert.Equal("executor-0", status.GetProperty("executors")[0].GetProperty("id").GetString());
            (await RunAsync(settings, "functions", "Arithmetic.S")).Succeeded().Wrote("Arithmetic.Square  (int x)");
            (await RunAsync(settings, "call", "square-of-increment", "3", "--level", "repeatable-read")).Succeeded().Wrote("16");
            (await RunAsync(settings, "state", "put", "from-the-tool", "5", "--as", "counter")).Succeeded().Wrote("counter  5");
            (await RunAsync(settings, "dag", "show", "square-of-increment")).Succeeded().Wrote("│ Arithmetic.Square │");
            (await RunAsync(settings, "doctor")).Succeeded().Wrote("scheduler-0 answers");
            (await RunAsync(settings, "dead-letters")).Succeeded().Wrote("There are no dead letters.");

            var failed = await RunAsync(settings, "call", "Store.Checkout", "nobody");
            Assert.Equal(3, failed.ExitCode);
            failed.Wrote("System.InvalidOperationException: The cart of nobody is empty");
            Assert.DoesNotContain('\u001b', failed.Output);

            // Who is told to stop, and who loses a link to one, says so without a stack.
            var log = await cluster.StopAsync();
            Assert.Contains("scheduler-0 is up", log, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_once_tells_the_programs_story_and_passes_its_exit_code_on() =>
        (await RunAsync([], "run", "samples/Quickstart", "--once", "--no-build", "--configuration", Cluster.Configuration)).Succeeded().Wrote("square(increment(3)) = 16");

    [Fact]
    public async Task Run_serves_the_tool_until_it_is_told_to_stop()
    {
        var program = await ServedProgram.StartAsync(until: line => line.StartsWith("Clients reach this program at", StringComparison.Ordinal));
        await using (program)
        {
            Assert.Equal($"Clients reach this program at {program.Address}. Ctrl+C ends it.", program.Line);
            (await RunAsync([], "call", "Arithmetic.Square", "5", "--connect", program.Address)).Succeeded().Wrote("25");
            await program.StopAsync();
            Assert.Equal(5, (await RunAsync([], "status", "--connect", program.Address)).ExitCode);
        }
    }

    private static JsonElement Parse(Finished finished)
    {
        using var document = JsonDocument.Parse(finished.Succeeded().Output);
        return document.RootElement.Clone();
    }

    private static Task<Finished> RunAsync(Dictionary<string, string> settings, params string[] arguments) =>
        new Cloudburst.Tests.Shared.CommandLine(SourceTree.Root, settings).RunAsync(Patience, "dotnet", [Cluster.Binary("Cloudburst.Cli"), .. arguments]);
}
