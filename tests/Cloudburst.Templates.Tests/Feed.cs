using System.IO.Compression;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Templates.Tests;

/// <summary>
/// A folder with all our packages, and a place to use them that shares nothing with the user's own: no installed templates, no packages that an earlier run left
/// behind. Packages of others come from the user's package folder where they are there.
/// </summary>
public sealed class Feed : IAsyncLifetime
{
    private static readonly TimeSpan PackPatience = TimeSpan.FromMinutes(15);

    private readonly string _root = Directory.CreateTempSubdirectory("cloudburst-templates-").FullName;
    private string _others = "";

    /// <summary>The folder with the packages.</summary>
    /// <value>That of the variable CLOUDBURST_PACKAGES, or a new one that is packed by eng/pack.sh.</value>
    public string Packages { get; private set; } = "";

    /// <summary>The version of all of them.</summary>
    public string Version { get; private set; } = "";

    internal CommandLine CommandLine { get; private set; } = null!;

    public string Workspace => Path.Combine(_root, "work");

    public async Task InitializeAsync()
    {
        Packages = Environment.GetEnvironmentVariable("CLOUDBURST_PACKAGES") ?? await PackAsync();
        const string Known = "Cloudburst.Lattices.";
        Version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Packages, Known + "*.nupkg").Single())[Known.Length..];

        _others = LinkOthersPackages();
        CommandLine = NewUser("work", knowsPackages: true);
        (await CommandLine.RunAsync(TimeSpan.FromMinutes(3), "dotnet", "new", "install", Path.Combine(Packages, $"Cloudburst.Templates.{Version}.nupkg"))).Succeeded();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The paths in one of the packages.</summary>
    internal IReadOnlyList<string> Entries(string package)
    {
        using var archive = Open(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>The text of one file in one of the packages.</summary>
    internal string Read(string package, string path)
    {
        using var archive = Open(package);
        using var reader = new StreamReader((archive.GetEntry(path) ?? throw new FileNotFoundException($"{package} has no {path}")).Open());
        return reader.ReadToEnd();
    }

    /// <summary>A command line with a home of its own: nobody has used .NET there.</summary>
    /// <param name="folder">The folder that it works in, which is new.</param>
    /// <param name="knowsPackages">Whether our packages are found there.</param>
    internal CommandLine NewUser(string folder, bool knowsPackages)
    {
        var home = Directory.CreateDirectory(Path.Combine(_root, $"{folder}-home")).FullName;
        var work = Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;
        WriteNuGetConfig(home, work, knowsPackages);
        return new CommandLine(work, new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["DOTNET_CLI_HOME"] = home,
            ["NUGET_PACKAGES"] = Path.Combine(_root, "packages"),
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["LC_ALL"] = "C.UTF-8",
            ["CI"] = "",
        });
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{Version}.nupkg"));

    private async Task<string> PackAsync()
    {
        var folder = Path.Combine(_root, "feed");
        (await new CommandLine(SourceTree.Root).RunAsync(PackPatience, "bash", "eng/pack.sh", folder)).Succeeded();
        return folder;
    }

    private void WriteNuGetConfig(string home, string work, bool knowsPackages)
    {
        // A home of its own hides the user's sources, and a mirror may be all that this machine can reach.
        var userConfig = Path.Combine(UserHome, ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(userConfig))
            File.Copy(userConfig, Path.Combine(Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet")).FullName, "NuGet.Config"));
        var source = knowsPackages ? $"""<packageSources><add key="cloudburst" value="{Packages}" /></packageSources>""" : "";
        File.WriteAllText(Path.Combine(work, "nuget.config"), $"""
            <configuration>
              {source}
              <fallbackPackageFolders>
                <add key="others" value="{_others}" />
              </fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Everything in the user's package folder but packages of ours, which may be older than those under test.</summary>
    private string LinkOthersPackages()
    {
        var others = Directory.CreateDirectory(Path.Combine(_root, "others")).FullName;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(UserHome, ".nuget", "packages");
        if (Directory.Exists(packages))
        {
            foreach (var package in Directory.EnumerateDirectories(packages))
            {
                var name = Path.GetFileName(package);
                if (!name.StartsWith("cloudburst", StringComparison.OrdinalIgnoreCase))
                    Directory.CreateSymbolicLink(Path.Combine(others, name), package);
            }
        }
        return others;
    }

    private static string UserHome =>
        Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}

[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<Feed>
{
    public const string Name = "feed";
}
