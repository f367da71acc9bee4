using System.Xml.Linq;

namespace Cloudburst.Architecture.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] BuildFolders = ["artifacts", "bin", "obj", ".git", ".vs", ".idea", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every project in the tree but the templates' own, by path from the root with forward slashes.</summary>
    public static IReadOnlyList<SourceProject> Projects { get; } =
        [.. Files("*.csproj").Where(path => !path.Contains("/content/", StringComparison.Ordinal)).Select(SourceProject.Read)];

    /// <summary>The files of the tree that match a pattern, without what a build wrote.</summary>
    public static IEnumerable<string> Files(string pattern) => Files(Root, pattern).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(folder, pattern))
            yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (BuildFolders.Contains(Path.GetFileName(child)))
                continue;
            foreach (var file in Files(child, pattern))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cloudburst.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Cloudburst.sln; run the tests from a clone of the repository.");
    }
}

/// <summary>A project and what it references.</summary>
/// <param name="Path">Its file, from the root.</param>
/// <param name="References">The names of the projects that it references, analyzers among them.</param>
/// <param name="Packages">The names of the packages that it references.</param>
/// <param name="IsPackable">Whether it ships as a package.</param>
internal sealed record SourceProject(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, bool IsPackable)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    public static SourceProject Read(string path)
    {
        var document = XDocument.Parse(Repository.Read(path));
        return new SourceProject(
            path,
            [.. Includes(document, "ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Includes(document, "PackageReference")],
            document.Descendants("IsPackable").Any(element => element.Value == "true"));
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();
}
