using System.Text.Json;
using System.Xml.Linq;
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

    [Fact]
    public async Task A_solution_without_sample_and_app_host_grows_by_items()
    {
        // A name that sorts before ours, and files whose names are no identifiers.
        const string Name = "Alpha";
        const string Functions = $"{Name}/{Name}.Functions";
        (await Dotnet("new", "cloudburst", "-n", Name, "--sample", "false", "--app-host", "false")).Succeeded();
        foreach (var (template, file) in new[] { ("cloudburst-function", "Orders-1"), ("cloudburst-state", "OrderState"), ("cloudburst-dag", "Word-Flow") })
            (await Dotnet("new", template, "-n", file, "-o", Functions, "--project", $"{Functions}/{Name}.Functions.csproj")).Succeeded();

        (await Dotnet("build", Name, "-warnaserror", "--no-restore", "--nologo", "-v", "minimal")).Succeeded().Wrote("0 Warning(s)");
        (await Dotnet("test", Name, "--no-build", "--nologo")).Succeeded().Wrote("Failed:     0, Passed:     1");
        (await Dotnet("run", "--no-build", "--project", Functions)).Succeeded().Wrote("Hello, world!");
        (await Dotnet("format", Name, "--verify-no-changes", "--no-restore")).Succeeded();
        Assert.False(Directory.Exists(Path.Combine(feed.Workspace, Name, $"{Name}.AppHost")));
        Assert.Contains("public static partial class Word_Flow", await ReadAsync(Functions, "Word-Flow.cs"), StringComparison.Ordinal);
        Assert.Contains($"namespace {Name};", await ReadAsync(Functions, "OrderState.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_runs_and_is_analyzed()
    {
        const string Name = "Hello.1";
        (await Dotnet("new", "cloudburst", "-n", Name, "--file-based")).Succeeded();
        var file = Path.Combine(feed.Workspace, Name, $"{Name}.cs");
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Path.Combine(feed.Workspace, Name)));

        (await Dotnet("run", file)).Succeeded().Wrote("Hello, world!").Wrote("100 signatures, 10 different names");

        // Another number in each run of the request.
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Hello, {name}!", "Hello, {name}, {Guid.NewGuid()}!", StringComparison.Ordinal));
        (await Dotnet("build", file)).Succeeded().Wrote("warning CB3001");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_solution_starts_from_every_editor(bool hasAppHost)
    {
        var name = hasAppHost ? "Editors.With" : "Editors.Without";
        (await Dotnet("new", "cloudburst", "-n", name, "--no-restore", "--app-host", hasAppHost ? "true" : "false")).Succeeded();

        // Visual Studio and Rider take the first project of the solution; Rider and VS Code have files of their own.
        var first = hasAppHost ? "AppHost" : "Functions";
        var solution = XDocument.Parse(await ReadAsync(name, $"{name}.slnx"));
        Assert.Equal($"{name}.{first}/{name}.{first}.csproj", solution.Descendants("Project").Single(project => project.Attribute("DefaultStartup") is not null).Attribute("Path")?.Value);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(feed.Workspace, name, ".run")))
        {
            var options = XDocument.Load(file).Descendants("option").Where(option => option.Attribute("value") is not null).ToDictionary(option => option.Attribute("name")!.Value, option => option.Attribute("value")!.Value);
            var project = options["LAUNCH_PROFILE_PROJECT_FILE_PATH"].Replace("$PROJECT_DIR$", Path.Combine(feed.Workspace, name), StringComparison.Ordinal);
            Assert.True(File.Exists(project), project);
            using var profiles = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(project)!, "Properties", "launchSettings.json")));
            Assert.True(profiles.RootElement.GetProperty("profiles").TryGetProperty(options["LAUNCH_PROFILE_NAME"], out _));
        }
        using var launch = JsonDocument.Parse(await ReadAsync(name, ".vscode/launch.json"));
        var configurations = launch.RootElement.GetProperty("configurations").EnumerateArray().ToList();
        Assert.Equal(hasAppHost ? "aspire" : "dotnet", configurations[0].GetProperty("type").GetString());
        foreach (var path in configurations.SelectMany(configuration => configuration.EnumerateObject()).Where(property => property.Name is "program" or "projectPath").Select(property => property.Value.GetString()!))
            Assert.True(File.Exists(path.Replace("${workspaceFolder}", Path.Combine(feed.Workspace, name), StringComparison.Ordinal)), path);
        using var tasks = JsonDocument.Parse(await ReadAsync(name, ".vscode/tasks.json"));
        Assert.Equal(["build", "test", "run in one process"], tasks.RootElement.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("label").GetString()));
        using var extensions = JsonDocument.Parse(await ReadAsync(name, ".vscode/extensions.json"));
        Assert.Equal(hasAppHost ? 2 : 1, extensions.RootElement.GetProperty("recommendations").GetArrayLength());
    }

    [Theory]
    [InlineData("cloudburst")]
    [InlineData("cloudburst-function")]
    [InlineData("cloudburst-state")]
    [InlineData("cloudburst-dag")]
    public void A_template_shows_in_the_dialogs_of_editors(string template)
    {
        using var host = JsonDocument.Parse(feed.Read("Cloudburst.Templates", $"content/{template}/.template.config/ide.host.json"));
        Assert.Contains($"content/{template}/.template.config/{host.RootElement.GetProperty("icon").GetString()}", feed.Entries("Cloudburst.Templates"));
        using var symbols = JsonDocument.Parse(feed.Read("Cloudburst.Templates", $"content/{template}/.template.config/template.json"));
        if (!host.RootElement.TryGetProperty("symbolInfo", out var shown))
            return;
        foreach (var symbol in shown.EnumerateArray())
            Assert.Equal("parameter", symbols.RootElement.GetProperty("symbols").GetProperty(symbol.GetProperty("id").GetString()!).GetProperty("type").GetString());
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

    private Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(Path.Combine([feed.Workspace, .. path]));

    private Task<Finished> Dotnet(params string[] arguments) => feed.CommandLine.RunAsync(Patience, "dotnet", arguments);
}
