using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>What 'dotnet new cloudburst' writes works against the packages that we ship.</summary>
[Collection(FeedCollection.Name)]
public class TemplateTests(Feed feed)
{
    // For a busy machine; an idle one takes seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_new_solution_builds_without_warnings_and_passes_its_tests_and_runs_and_publishes()
    {
        // A name with a dot and a dash is not an identifier, so this is the harder case.
        const string Name = "My.Shop-2";
        (await Dotnet("new", "cloudburst", "-n", Name)).Succeeded();

        (await Dotnet("build", Name, "-warnaserror", "--no-restore", "--nologo", "-v", "minimal")).Succeeded().Wrote("0 Warning(s)");
        (await Dotnet("test", Name, "--no-build", "--nologo")).Succeeded().Wrote("Passed!").Wrote("Failed:     0, Passed:     3");
        (await Dotnet("run", "--no-build", "--project", $"{Name}/{Name}.Functions")).Succeeded()
            .Wrote("3 umbrellas cost 71.64 with tax")
            .Wrote("100 concurrent orders sold 300 umbrellas");
        (await Dotnet("format", Name, "--verify-no-changes", "--no-restore")).Succeeded();

        var manifests = Path.Combine(feed.Workspace, "k8s");
        (await Dotnet("run", "--no-build", "--project", $"{Name}/{Name}.AppHost", "--", "--operation", "publish", "--step", "publish", "--output-path", manifests)).Succeeded();
        Assert.Contains("kind: StatefulSet", await File.ReadAllTextAsync(Path.Combine(manifests, "20-kvs.yaml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop", "Projects.Shop_Functions", "namespace Shop;")]
    [InlineData("2fast.app", "Projects._2fast_app_Functions", "namespace _2fast.app;")]
    public async Task A_new_solution_is_named_throughout(string name, string projectClass, string ns)
    {
        (await Dotnet("new", "cloudburst", "-n", name, "--no-restore")).Succeeded();

        var solution = Path.Combine(feed.Workspace, name);
        Assert.Contains(projectClass, await File.ReadAllTextAsync(Path.Combine(solution, $"{name}.AppHost", "AppHost.cs")), StringComparison.Ordinal);
        Assert.Contains(ns, await File.ReadAllTextAsync(Path.Combine(solution, $"{name}.Functions", "Store.cs")), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(solution, "*", SearchOption.AllDirectories))
        {
            // "CloudburstApplication" is the SDK's own name; the template's placeholder goes on with a dot or an underscore.
            Assert.DoesNotMatch("CloudburstApp[._]", file + await File.ReadAllTextAsync(file));
        }
    }

    [Fact]
    public async Task A_new_solution_has_ports_of_its_own()
    {
        (await Dotnet("new", "cloudburst", "-n", "Ports", "--no-restore")).Succeeded();

        var profiles = await File.ReadAllTextAsync(Path.Combine(feed.Workspace, "Ports", "Ports.AppHost", "Properties", "launchSettings.json"));
        // The first profile is the one that 'dotnet run' takes, and it needs no certificate.
        Assert.True(profiles.IndexOf("\"http\"", StringComparison.Ordinal) < profiles.IndexOf("\"https\"", StringComparison.Ordinal));
        Assert.Contains("\"ASPIRE_ALLOW_UNSECURED_TRANSPORT\": \"true\"", profiles, StringComparison.Ordinal);
    }

    private Task<Finished> Dotnet(params string[] arguments) => feed.CommandLine.RunAsync(Patience, "dotnet", arguments);
}
