using System.Reflection;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Samples.Tests;

/// <summary>The samples, run as the README says.</summary>
public class SampleTests
{
    // Most of it is for a busy machine; the samples themselves take seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Configuration = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Configuration").Value!;

    [Fact]
    public async Task Quickstart_tells_its_story_and_exits_with_0()
    {
        var quickstart = await new CommandLine(SourceTree.Root).RunAsync(
            Patience, "dotnet", "run", "--project", "samples/Quickstart", "--no-build", "--configuration", Configuration);

        quickstart.Succeeded()
            .Wrote("square(increment(3)) = 16")
            .Wrote("16 + 8 = 24")
            .Wrote("15 + 15 = 30")
            .Wrote("double(future of square(increment(3))) = 32")
            .Wrote("1000 concurrent visits were counted as 1000")
            .Wrote("umbrellas left: 8")
            .Wrote("System.InvalidOperationException: The cart of ada is empty")
            .Wrote("median");
    }

    [Fact]
    public async Task Anomalies_shows_no_anomaly_at_the_level_that_prevents_it()
    {
        var anomalies = await new CommandLine(SourceTree.Root).RunAsync(
            Patience, "dotnet", "run", "--project", "samples/Anomalies", "--no-build", "--configuration", Configuration);

        anomalies.Succeeded()
            .Wrote("RepeatableRead   0 of 300 customers")
            .Wrote("SingleKeyCausal  0 of 60 articles")
            .Wrote("Causal           0 of ")
            .Wrote("Transactional    0 of ");
    }

    [Fact]
    public async Task HelloFile_tells_its_story_and_exits_with_0()
    {
        var hello = await new CommandLine(SourceTree.Root).RunAsync(
            Patience, "dotnet", "run", "samples/HelloFile.cs", "--configuration", Configuration);

        hello.Succeeded()
            .Wrote("Hello, world!")
            .Wrote("'to be or not to be' has 6 words, 4 of them different")
            .Wrote("200 guests signed at once; 200 were counted, with 10 different names");
    }
}
