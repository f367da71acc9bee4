using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cloudburst.Architecture.Tests;

/// <summary>The house is in order: solution, packages, files.</summary>
public partial class HouseTests
{
    private const int MostLines = 500;

    private static readonly string[] LongByNature =
    [
        // One overload for each number of arguments, written by a script.
        "sdk/Cloudburst.Sdk/Dags/Dag.Arity.cs",
    ];

    [Fact]
    public void Every_project_is_in_the_solution_and_nothing_else_is()
    {
        var listed = SolutionProject().Matches(Repository.Read("Cloudburst.sln"))
            .Select(match => match.Groups["path"].Value.Replace('\\', '/'))
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.Equal(Repository.Projects.Select(project => project.Path).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_packing_filter_lists_every_package()
    {
        using var filter = JsonDocument.Parse(Repository.Read("eng/Packages.slnf"));
        var listed = filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray()
            .Select(path => path.GetString()!.Replace('\\', '/'));
        var packable = Repository.Projects.Where(project => project.IsPackable).Select(project => project.Path);
        Assert.Equal(packable.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_packing_script_expects_every_package()
    {
        var expected = ExpectedPackages().Match(Repository.Read("eng/pack.sh")).Groups["names"].Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Repository.Projects.Where(project => project.IsPackable).Select(project => project.Name).Order(StringComparer.Ordinal), expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_writes_down_its_api()
    {
        // What these have to offer is a tool, files, generated messages, or for the other packages only.
        string[] without = ["Cloudburst", "Cloudburst.Cli", "Cloudburst.Protocol", "Cloudburst.SharedMemory", "Cloudburst.Templates"];
        var written = Repository.Projects.Where(project => File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project.Path)!, "PublicAPI.Unshipped.txt")));
        var expected = Repository.Projects.Where(project => project.IsPackable && !without.Contains(project.Name));
        Assert.Equal(expected.Select(project => project.Name).Order(StringComparer.Ordinal), written.Select(project => project.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_file_is_too_long_to_read()
    {
        var tooLong = Sources().Except(LongByNature)
            .Select(path => (path, lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.lines > MostLines)
            .Select(file => $"{file.path}: {file.lines} lines, at most {MostLines}; split it by idea");
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        // Put together here, so that this file does not find itself.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        var left = Sources()
            .SelectMany(path => File.ReadLines(Path.Combine(Repository.Root, path)).Select((line, index) => (path, line, number: index + 1)))
            .Where(at => marks.Any(mark => Regex.IsMatch(at.line, $@"\b{mark}\b")))
            .Select(at => $"{at.path}:{at.number}: {at.line.Trim()}");
        Assert.Empty(left);
    }

    [Fact]
    public void The_checks_look_at_real_files() => Assert.True(Sources().Count() > 100);

    private static IEnumerable<string> Sources() => Repository.Files("*.cs").Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal));

    [GeneratedRegex("""^Project\(.+\) = "[^"]+", "(?<path>[^"]+)",""", RegexOptions.Multiline)]
    private static partial Regex SolutionProject();

    [GeneratedRegex("""^expected="(?<names>[^"]+)"$""", RegexOptions.Multiline)]
    private static partial Regex ExpectedPackages();
}
