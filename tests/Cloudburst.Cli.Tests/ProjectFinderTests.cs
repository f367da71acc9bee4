using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Run;

namespace Cloudburst.Cli.Tests;

public sealed class ProjectFinderTests : IDisposable
{
    private const string Functions = """<Project><ItemGroup><PackageReference Include="Cloudburst" /></ItemGroup></Project>""";
    private const string Tests = """<Project><ItemGroup><PackageReference Include="Cloudburst.Testing" /></ItemGroup></Project>""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudburst-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_only_project_of_a_folder_is_it()
    {
        var project = Write("Shop.csproj", "<Project />");
        Write("Program.cs", "");
        Assert.Equal(project, ProjectFinder.Find(_folder.FullName, null));
    }

    [Fact]
    public void In_a_solution_it_is_the_project_with_functions()
    {
        var project = Write("Shop.Functions/Shop.Functions.csproj", Functions);
        Write("Shop.Tests/Shop.Tests.csproj", Tests);
        Write("Shop.AppHost/Shop.AppHost.csproj", """<Project><ItemGroup><PackageReference Include="Cloudburst.Aspire.Hosting" /></ItemGroup></Project>""");
        Write("Shop.Functions/bin/Copy.csproj", Functions);
        Assert.Equal(project, ProjectFinder.Find(_folder.FullName, null));
    }

    [Fact]
    public void Without_a_project_it_is_the_only_file()
    {
        var file = Write("app.cs", "#:package Cloudburst@0.1.0\n");
        Assert.Equal(file, ProjectFinder.Find(_folder.FullName, null));
        Assert.Equal(file, ProjectFinder.Find(_folder.Parent!.FullName, Path.Combine(_folder.Name, "app.cs")));
        Write("more.cs", "class More;\n");
        Assert.Equal(file, ProjectFinder.Find(_folder.FullName, null));
    }

    [Fact]
    public void Several_are_listed()
    {
        Write("Left/Left.csproj", Functions);
        Write("Right/Right.csproj", Functions);
        var refused = Assert.Throws<CliException>(() => ProjectFinder.Find(_folder.FullName, null));
        Assert.Equal(
            (ExitCode.Usage, $"Several programs could be meant; name one: {Path.Combine("Left", "Left.csproj")}, {Path.Combine("Right", "Right.csproj")}"), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public void None_says_how_to_make_one()
    {
        var refused = Assert.Throws<CliException>(() => ProjectFinder.Find(_folder.FullName, null));
        Assert.Equal(ExitCode.NotFound, refused.ExitCode);
        Assert.EndsWith("'dotnet new cloudburst' makes one", refused.Message, StringComparison.Ordinal);
        Assert.Equal("There is no project, file or folder 'missing'", Assert.Throws<CliException>(() => ProjectFinder.Find(_folder.FullName, "missing")).Message);
        Write("notes.txt", "");
        Assert.StartsWith("'notes.txt' is neither", Assert.Throws<CliException>(() => ProjectFinder.Find(_folder.FullName, "notes.txt")).Message, StringComparison.Ordinal);
    }

    private string Write(string file, string content)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
