using System.Text.RegularExpressions;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Run;

/// <summary>Finds the program with functions that somebody means.</summary>
internal static partial class ProjectFinder
{
    private static readonly string[] NotSearched = ["bin", "obj", "artifacts", "node_modules"];

    /// <summary>Finds a project or a single file.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="given">A project, a file, a folder; or null for the current folder.</param>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    public static string Find(string folder, string? given)
    {
        var path = given is null ? folder : Path.GetFullPath(Path.Combine(folder, given));
        if (File.Exists(path))
        {
            return IsProgram(path)
                ? path
                : throw new CliException(ExitCode.Usage, $"'{given}' is neither a C# project nor a C# file; name a .csproj, a .cs, or a folder");
        }
        if (!Directory.Exists(path))
            throw new CliException(ExitCode.NotFound, $"There is no project, file or folder '{given}'");
        var found = FindIn(path);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(
                ExitCode.NotFound,
                $"There is no program with functions in {path}: no project that references the package Cloudburst, and no single .cs file. 'dotnet new cloudburst' makes one"),
            _ => throw new CliException(
                ExitCode.Usage, $"Several programs could be meant; name one: {string.Join(", ", found.Select(program => Path.GetRelativePath(folder, program)))}"),
        };
    }

    /// <summary>The programs of a folder: its own project; else those below it that have functions; else its only C# file.</summary>
    public static IReadOnlyList<string> FindIn(string folder)
    {
        var own = Directory.GetFiles(folder, "*.csproj");
        if (own.Length > 0)
            return Sorted(own.Length == 1 ? own : own.Where(IsFunctionsProject));
        var below = Projects(folder, depth: 2).Where(IsFunctionsProject).ToList();
        if (below.Count > 0)
            return Sorted(below);
        var files = Directory.GetFiles(folder, "*.cs");
        return Sorted(files.Length == 1 ? files : files.Where(static file => File.ReadLines(file).Any(static line => line.StartsWith("#:", StringComparison.Ordinal))));
    }

    /// <summary>The projects of a folder and of those below it.</summary>
    public static IEnumerable<string> Projects(string folder, int depth)
    {
        foreach (var project in Seen(() => Directory.GetFiles(folder, "*.csproj")))
            yield return project;
        if (depth == 0)
            yield break;
        foreach (var inner in Seen(() => Directory.GetDirectories(folder)))
        {
            var name = Path.GetFileName(inner);
            if (name.StartsWith('.') || NotSearched.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var project in Projects(inner, depth - 1))
                yield return project;
        }
    }

    // A folder that is closed to us, or gone again, has nothing that we could run.
    private static string[] Seen(Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsProgram(string path) => Path.GetExtension(path) is ".cs" or ".csproj";

    // The package Cloudburst itself is what a runnable functions project has; libraries, app hosts and tests have others.
    private static bool IsFunctionsProject(string project) => FunctionsPackage().IsMatch(File.ReadAllText(project));

    private static List<string> Sorted(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];

    [GeneratedRegex("""Include="(Cloudburst|[^"]*[\\/]Cloudburst\.csproj)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex FunctionsPackage();
}
