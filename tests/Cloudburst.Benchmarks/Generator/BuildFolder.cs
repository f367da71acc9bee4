using System.Globalization;
using Cloudburst.Benchmarks.Processes;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>A project in a folder of its own, built by the SDK's compiler; deleted with this.</summary>
internal sealed class BuildFolder : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudburst-generator-").FullName;
    private readonly string _server = $"cloudburst-{Guid.NewGuid():N}";

    /// <summary>Writes a project and restores it.</summary>
    public static async Task<BuildFolder> CreateAsync(int functions, CancellationToken cancellationToken)
    {
        var folder = new BuildFolder();
        var files = LargeProject.Files(functions);
        for (var i = 0; i < files.Length; i++)
            await File.WriteAllTextAsync(folder.PathOf(string.Create(CultureInfo.InvariantCulture, $"Part{i}.cs")), files[i], cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.PathOf("Large.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
            {string.Join("\n", ShippedAnalyzers.References.Select(path => $"""    <Reference Include="{path}" />"""))}
            {string.Join("\n", ShippedAnalyzers.Paths.Select(path => $"""    <Analyzer Include="{path}" />"""))}
              </ItemGroup>
            </Project>
            """, cancellationToken).ConfigureAwait(false);
        // Nothing of a folder above has a say.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            await File.WriteAllTextAsync(folder.PathOf(name), "<Project />", cancellationToken).ConfigureAwait(false);
        await ChildCommand.DotnetAsync(folder._folder, cancellationToken, "restore", "-nr:false").ConfigureAwait(false);
        return folder;
    }

    /// <summary>Builds it. The compiler is a server of this folder's own, so that the second build finds it warm, as an editor's user does.</summary>
    public Task<BuildReport> BuildAsync(CancellationToken cancellationToken) => BuildReport.TakeAsync(_folder, _server, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The server would otherwise wait for ten minutes for another build.
        var sdk = (await ChildCommand.DotnetAsync(_folder, CancellationToken.None, "msbuild", "-nr:false", "-getProperty:RoslynTargetsPath").ConfigureAwait(false)).Trim();
        await ChildCommand.DotnetAsync(_folder, CancellationToken.None, "exec", Path.Combine(sdk, "bincore", "VBCSCompiler.dll"), $"-pipename:{_server}", "-shutdown").ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
