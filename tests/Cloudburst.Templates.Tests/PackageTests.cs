using System.Xml.Linq;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>What is in the packages.</summary>
[Collection(FeedCollection.Name)]
public class PackageTests(Feed feed)
{
    [Theory]
    [InlineData("Cloudburst.Sdk", "analyzers/dotnet/cs/Cloudburst.Generators.dll")]
    [InlineData("Cloudburst.Sdk", "analyzers/dotnet/cs/Cloudburst.Analyzers.dll")]
    [InlineData("Cloudburst.Sdk", "analyzers/dotnet/cs/Cloudburst.CodeFixes.dll")]
    [InlineData("Cloudburst.Sdk", "lib/net10.0/Cloudburst.Sdk.xml")]
    [InlineData("Cloudburst.Aspire.Hosting", "buildTransitive/Cloudburst.Aspire.Hosting.targets")]
    [InlineData("Cloudburst.Aspire.Hosting", "tools/net10.0/any/Cloudburst.Node.dll")]
    [InlineData("Cloudburst.Aspire.Hosting", "tools/net10.0/any/Cloudburst.Node.runtimeconfig.json")]
    [InlineData("Cloudburst.Cli", "tools/net10.0/any/Cloudburst.Cli.dll")]
    [InlineData("Cloudburst.Cli", "tools/net10.0/any/DotnetToolSettings.xml")]
    [InlineData("Cloudburst.Templates", "content/cloudburst/.template.config/template.json")]
    [InlineData("Cloudburst.Templates", "content/cloudburst/.gitignore")]
    public void A_package_has_what_its_users_need(string package, string path) => Assert.Contains(path, feed.Entries(package));

    [Theory]
    [InlineData("Cloudburst")]
    [InlineData("Cloudburst.Testing")]
    public void A_package_that_brings_the_sdk_brings_its_generators(string package)
    {
        var nuspec = XDocument.Parse(feed.Read(package, $"{package}.nuspec"));
        var sdk = nuspec.Descendants().Single(element => element.Name.LocalName == "dependency" && element.Attribute("id")?.Value == "Cloudburst.Sdk");
        Assert.DoesNotContain("Analyzers", sdk.Attribute("exclude")?.Value ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_package_has_readme_and_licence()
    {
        foreach (var path in Directory.EnumerateFiles(feed.Packages, "Cloudburst*.nupkg"))
        {
            var package = Path.GetFileNameWithoutExtension(path)[..^(feed.Version.Length + 1)];
            Assert.Contains("README.md", feed.Entries(package));
            var nuspec = feed.Read(package, $"{package}.nuspec");
            Assert.Contains("MIT</license>", nuspec, StringComparison.Ordinal);
            Assert.Contains("<description>", nuspec, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_template_asks_for_this_version_and_for_our_own_pins()
    {
        var versions = XDocument.Parse(feed.Read("Cloudburst.Templates", "content/cloudburst/Directory.Packages.props"));
        Assert.Equal(feed.Version, versions.Descendants("CloudburstVersion").Single().Value);

        var pins = Pins(XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Packages.props")));
        foreach (var (package, version) in Pins(versions).Where(pin => !pin.Key.StartsWith("Cloudburst", StringComparison.Ordinal)))
            Assert.Equal($"{package} {pins[package]}", $"{package} {version}");
    }

    private static Dictionary<string, string> Pins(XDocument document) =>
        document.Descendants("PackageVersion").ToDictionary(pin => pin.Attribute("Include")!.Value, pin => pin.Attribute("Version")!.Value);
}
