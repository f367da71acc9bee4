using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Cloudburst.Cli.Run;

namespace Cloudburst.Cli.Doctor;

/// <summary>The versions of Cloudburst's packages that the projects of a folder name: all packages of one version belong together.</summary>
internal static partial class PackageCheck
{
    private const string Name = "packages";
    private const int Depth = 3;

    public static Check Run(string folder)
    {
        var found = new List<(string File, string Package, string Version)>();
        foreach (var file in Files(folder))
        {
            try
            {
                found.AddRange(ReadFrom(file).Select(reference => (Path.GetRelativePath(folder, file), reference.Package, reference.Version)));
            }
            catch (XmlException error)
            {
                return Check.Failed(Name, $"{Path.GetRelativePath(folder, file)} is no XML: {error.Message}", "correct the file");
            }
        }
        var versions = found.GroupBy(static reference => reference.Version).OrderBy(static version => version.Key, StringComparer.Ordinal).ToList();
        return versions.Count switch
        {
            0 => Check.Skipped(Name, "no project here names a version of a Cloudburst package"),
            1 => Check.Ok(Name, $"{versions[0].Key} everywhere"),
            _ => Check.Failed(
                Name,
                $"versions are mixed: {string.Join("; ", versions.Select(version => $"{version.Key} of {string.Join(", ", version.Select(static reference => reference.Package).Distinct())} in {string.Join(", ", version.Select(static reference => reference.File).Distinct())}"))}",
                "give all Cloudburst packages one version, best in one Directory.Packages.props"),
        };
    }

    private static IEnumerable<string> Files(string folder)
    {
        foreach (var project in ProjectFinder.Projects(folder, Depth))
            yield return project;
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            var central = Path.Combine(above.FullName, "Directory.Packages.props");
            if (!File.Exists(central))
                continue;
            // The nearest one counts, as for the build.
            yield return central;
            break;
        }
        foreach (var file in Directory.GetFiles(folder, "*.cs"))
            yield return file;
    }

    private static IEnumerable<(string Package, string Version)> ReadFrom(string file)
    {
        if (file.EndsWith(".cs", StringComparison.Ordinal))
        {
            return File.ReadLines(file).Select(static line => FilePackage().Match(line)).Where(static match => match.Success)
                .Select(static match => (match.Groups["package"].Value, match.Groups["version"].Value));
        }
        var document = XDocument.Load(file);
        return document.Descendants()
            .Where(static element => element.Name.LocalName is "PackageReference" or "PackageVersion")
            .Select(element => (Package: element.Attribute("Include")?.Value ?? "", Version: Resolved(document, element.Attribute("Version")?.Value ?? element.Attribute("VersionOverride")?.Value ?? "")))
            .Where(static reference => (reference.Package == "Cloudburst" || reference.Package.StartsWith("Cloudburst.", StringComparison.Ordinal)) && reference.Version.Length > 0);
    }

    /// <summary>A version, or that of the property that it names, as far as the same file sets it.</summary>
    private static string Resolved(XDocument document, string version) => Property().Replace(version, property =>
        document.Descendants().LastOrDefault(element => element.Name.LocalName == property.Groups["name"].Value && element.Parent?.Name.LocalName == "PropertyGroup")?.Value.Trim() ?? property.Value);

    [GeneratedRegex(@"\$\((?<name>\w+)\)")]
    private static partial Regex Property();

    [GeneratedRegex(@"^#:package\s+(?<package>Cloudburst[\w.]*)@(?<version>\S+)")]
    private static partial Regex FilePackage();
}
