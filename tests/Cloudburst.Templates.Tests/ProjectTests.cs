using System.Text.RegularExpressions;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>Projects that something is wrong with: what their build says is one error, with the cause and what to do. And projects that nothing is wrong with, though they have no function.</summary>
[Collection(FeedCollection.Name)]
public sealed partial class ProjectTests(Feed feed)
{
    private const string OtherVersion = "99.0.0";
    private const string Exe = "<OutputType>Exe</OutputType>";
    private const string Library = "";

    private const string Shop = """
        using Cloudburst;

        return await CloudburstApplication.CreateBuilder(args).AddCloudburstFunctions().RunAsync(async (cloud, stop) =>
            Console.WriteLine(await cloud.Shop.IncrementAsync(1, cancellationToken: stop) + await new ShopState(cloud.State).Sold().ReadAsync(stop)));

        public static partial class Shop
        {
            [CloudburstFunction] public static int Increment(int x) => x + 1;
        }

        [CloudburstState("shop")]
        public partial class ShopState { public partial Counter Sold(); }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Theory]
    [InlineData("13", "13")]
    [InlineData("11.0", "11.0")]
    [InlineData("7.3", "7.3")]
    public async Task Old_language_is_one_error(string version, string named)
    {
        var project = await WriteAsync($"Language{version}", Exe, Package("Cloudburst"), Shop);
        Assert.Equal(
            $"CB9002: Nothing is generated for functions and state, as the project is set to C# {named} and the generated code needs C# 14 (remove LangVersion, or set it to 14)",
            Assert.Single(Errors(await BuildAsync(project, $"-p:LangVersion={version}"))));
    }

    [Theory]
    [InlineData("14")]
    [InlineData("latest")]
    public async Task Present_language_builds(string version)
    {
        var project = await WriteAsync($"Language{version}", Exe, Package("Cloudburst"), Shop);
        (await BuildAsync(project, $"-p:LangVersion={version}", "-warnaserror")).Succeeded();
    }

    [Fact]
    public async Task Projects_without_a_function_build_without_a_warning_and_run()
    {
        var library = await WriteAsync("Empty.Library", Library, Package("Cloudburst.Sdk"), "");
        (await BuildAsync(library, "-warnaserror")).Succeeded();
        var program = await WriteAsync("Empty.Program", Exe, Package("Cloudburst"), """
            using Cloudburst;
            return await CloudburstApplication.CreateBuilder(args).AddCloudburstFunctions().RunAsync(async (cloud, stop) =>
                Console.WriteLine($"{(await cloud.GetCatalogAsync(cancellationToken: stop)).Functions.Count} functions"));
            """);
        (await BuildAsync(program, "-warnaserror")).Succeeded();
        (await feed.CommandLine.In(program).RunAsync(Patience, "dotnet", "run", "--no-build")).Succeeded().Wrote("0 functions");
    }

    [Fact]
    public async Task Mistake_in_a_state_class_is_one_error()
    {
        var project = await WriteAsync("State", Exe, Package("Cloudburst"), Shop.Replace("Sold(); }", "Sold(); public partial int Bad(); }", StringComparison.Ordinal));
        Assert.StartsWith("CB0018: The code of 'ShopState.Bad' cannot be generated, as a 'int' is no state handle", Assert.Single(Errors(await BuildAsync(project))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mixed_versions_are_one_error_each()
    {
        await PackOtherAsync();

        // Packages in one project.
        var mixed = await WriteAsync("Mixed", Exe, Package("Cloudburst") + Package("Cloudburst.Sdk", OtherVersion) + Package("Cloudburst.Lattices", OtherVersion), Shop);
        Assert.Equal($"CB9004: The packages cannot work together, as Cloudburst.Sdk has version {OtherVersion}.0 and Cloudburst.Cache has version {feed.Version}.0 (use one version for all)", Assert.Single(Errors(await BuildAsync(mixed))));

        // A library and its user.
        var library = await WriteAsync("Older", Library, Package("Cloudburst.Sdk"), Shop[Shop.IndexOf("public static partial", StringComparison.Ordinal)..].Insert(0, "using Cloudburst;\n"));
        (await BuildAsync(library)).Succeeded();
        var user = await WriteAsync("User", Library, Package("Cloudburst.Sdk", OtherVersion) + $"""<Reference Include="{Path.Combine(library, "bin", "Debug", "net10.0", "Older.dll")}" />""", "");
        Assert.Equal(
            $"CB9004: The packages cannot work together, as Cloudburst.Sdk has version {OtherVersion}.0 and the Cloudburst.Sdk that Older was built with has version {feed.Version}.0 (use one version for all)",
            Assert.Single(Errors(await BuildAsync(user))));

        // An app host, and a project that it starts.
        var functions = await WriteAsync("Newer", Exe, Package("Cloudburst.Sdk", OtherVersion), "System.Console.WriteLine();");
        const string Aspire = "<Project Sdk=\"Aspire.AppHost.Sdk/13.6.4\">";
        var host = await WriteAsync("Host", Exe, Package("Cloudburst.Aspire.Hosting") + $"""<ProjectReference Include="{Path.Combine(functions, "Newer.csproj")}" />""", """
            var builder = DistributedApplication.CreateBuilder(args);
            builder.AddCloudburst("cb").WithFunctions<Projects.Newer>();
            await builder.Build().RunAsync();
            """, Aspire);
        Assert.Equal(
            $"CB9004: The packages cannot work together, as Cloudburst.Aspire.Hosting has version {feed.Version} and the Cloudburst.Sdk of Newer has version {OtherVersion} (use one version for all)",
            Assert.Single(Errors(await BuildAsync(host))));
    }

    private string OtherFeed => Path.Combine(feed.Workspace, "other-feed");

    private string Package(string name, string? version = null) => $"""<PackageReference Include="{name}" Version="{version ?? feed.Version}" />""";

    private async Task<string> WriteAsync(string name, string properties, string items, string source, string project = "<Project Sdk=\"Microsoft.NET.Sdk\">")
    {
        var folder = Directory.CreateDirectory(Path.Combine(feed.Workspace, "projects", name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.csproj"), $"""
            {project}
              <PropertyGroup>
                {properties}
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), source);
        return folder;
    }

    private Task<Finished> BuildAsync(string folder, params string[] arguments) =>
        feed.CommandLine.In(folder).RunAsync(Patience, "dotnet", ["build", "--nologo", "-v", "quiet", .. arguments]);

    // A build repeats them at its end.
    private static IEnumerable<string> Errors(Finished build) => Error().Matches(build.Output).DistinctBy(error => error.Value).Select(error => error.Groups["text"].Value);

    /// <summary>The SDK and what it stands on, with another version.</summary>
    private async Task PackOtherAsync()
    {
        var built = Path.Combine(feed.Workspace, "other-build");
        foreach (var project in new[] { "sdk/Cloudburst.Lattices", "sdk/Cloudburst.Sdk" })
        {
            (await new CommandLine(SourceTree.Root).RunAsync(
                Patience, "dotnet", "pack", project, "--nologo", "-c", "Release", "-v", "quiet", $"-p:Version={OtherVersion}", $"-p:PackageOutputPath={OtherFeed}", $"-p:ArtifactsPath={built}")).Succeeded();
        }
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(feed.Workspace, "projects")).FullName, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="cloudburst-other" value="{OtherFeed}" />
              </packageSources>
            </configuration>
            """);
    }

    [GeneratedRegex(@"error (?<text>[A-Z]+\d+: .*?)(?: \(docs/[^)]+\))?(?: \[.*)?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
