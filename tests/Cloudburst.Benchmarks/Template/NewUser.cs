using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cloudburst.Benchmarks.Processes;

namespace Cloudburst.Benchmarks.Template;

/// <summary>
/// Somebody with a home of their own who has the packages: the template installed, the packages restored once. Builds as on any machine, with a compiler and build nodes that stay, but these are nobody
/// else's and end with this.
/// </summary>
internal sealed partial class NewUser : IAsyncDisposable
{
    private const string Warm = "Warm";

    private readonly string _root = Directory.CreateTempSubdirectory("cloudburst-template-").FullName;
    private readonly string _server = $"cloudburst-{Guid.NewGuid():N}";
    private readonly Dictionary<string, string> _environment;

    private NewUser()
    {
        Directory.CreateDirectory(Work);
        _environment = new Dictionary<string, string>
        {
            ["DOTNET_CLI_HOME"] = Path.Combine(_root, "home"),
            ["NUGET_PACKAGES"] = Path.Combine(_root, "packages"),
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            // Servers of its own.
            ["MSBUILDNODEHANDSHAKESALT"] = _server,
            ["SharedCompilationId"] = _server,
        };
    }

    private string Work => Path.Combine(_root, "work");

    /// <summary>Packs this repository where no packages are given, and makes everything warm: one solution is created, and run twice.</summary>
    /// <param name="packages">A folder that eng/pack.sh has filled; null to fill one.</param>
    public static async Task<NewUser> WelcomeAsync(string? packages, CancellationToken cancellationToken)
    {
        var user = new NewUser();
        try
        {
            await user.PrepareAsync(packages, cancellationToken).ConfigureAwait(false);
            return user;
        }
        catch
        {
            await user.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates a solution and runs it.</summary>
    /// <returns>How long it took from 'dotnet new', its restore included, until the program had written its first result.</returns>
    public async Task<TimeSpan> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await RunAsync(Work, "dotnet", cancellationToken, "new", "cloudburst", "-n", name).ConfigureAwait(false);
        return await FirstResultAsync(name, started, 71.64m, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the body of a function, another one in each turn, and runs the program.</summary>
    /// <returns>How long it took until the program had written the result of the new body.</returns>
    public async Task<TimeSpan> EditAsync(string name, int turn, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Work, name, $"{name}.Functions", "Pricing.cs");
        var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        var tax = 1.20m + (turn * 0.01m);
        var edited = Tax().Replace(text, string.Create(CultureInfo.InvariantCulture, $"amount * {tax:0.00}m"));
        if (edited == text)
            throw new InvalidOperationException("The template's Pricing.cs has no 'amount * 1.20m' to change");
        await File.WriteAllTextAsync(file, edited, cancellationToken).ConfigureAwait(false);
        return await FirstResultAsync(name, Stopwatch.GetTimestamp(), decimal.Round(59.70m * tax, 2), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        var project = Path.Combine(Work, Warm, $"{Warm}.Functions");
        if (Directory.Exists(project))
        {
            var compiler = (await RunAsync(project, "dotnet", CancellationToken.None, "msbuild", "-nr:false", "-getProperty:RoslynTargetsPath").ConfigureAwait(false)).Trim();
            await RunAsync(Work, "dotnet", CancellationToken.None, "exec", Path.Combine(compiler, "bincore", "VBCSCompiler.dll"), $"-pipename:{_server}", "-shutdown").ConfigureAwait(false);
            await RunAsync(Work, "dotnet", CancellationToken.None, "build-server", "shutdown", "--msbuild").ConfigureAwait(false);
        }
        Directory.Delete(_root, recursive: true);
    }

    private async Task PrepareAsync(string? packages, CancellationToken cancellationToken)
    {
        if (packages is null)
        {
            packages = Path.Combine(_root, "feed");
            await RunAsync(Repository(), "bash", cancellationToken, "eng/pack.sh", packages).ConfigureAwait(false);
        }
        const string Known = "Cloudburst.Lattices.";
        var version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(packages, Known + "*.nupkg").Single())[Known.Length..];
        await File.WriteAllTextAsync(Path.Combine(Work, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="cloudburst" value="{packages}" />
              </packageSources>
            </configuration>
            """, cancellationToken).ConfigureAwait(false);
        await RunAsync(Work, "dotnet", cancellationToken, "new", "install", $"Cloudburst.Templates@{version}", "--add-source", packages).ConfigureAwait(false);
        await CreateAsync(Warm, cancellationToken).ConfigureAwait(false);
        await EditAsync(Warm, 1, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TimeSpan> FirstResultAsync(string name, long started, decimal expected, CancellationToken cancellationToken)
    {
        using var process = ChildCommand.Start(Work, _environment, "dotnet", "run", "--project", Path.Combine(name, $"{name}.Functions"));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            // 'dotnet run' itself writes what it runs.
            string? first;
            do
                first = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            while (first is not null && !first.StartsWith("3 umbrellas cost", StringComparison.Ordinal));
            var elapsed = Stopwatch.GetElapsedTime(started);
            var rest = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var result = string.Create(CultureInfo.InvariantCulture, $"3 umbrellas cost {expected:0.00} with tax");
            return process.ExitCode == 0 && first == result
                ? elapsed
                : throw new InvalidOperationException($"'dotnet run' ended with exit code {process.ExitCode} and was to write '{result}'. It wrote:{Environment.NewLine}{first}{Environment.NewLine}{rest}{await errors.ConfigureAwait(false)}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Task<string> RunAsync(string folder, string program, CancellationToken cancellationToken, params string[] arguments) =>
        ChildCommand.RunAsync(folder, _environment, program, cancellationToken, arguments);

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "eng", "pack.sh")))
                return folder.FullName;
        }
        throw new InvalidOperationException("This program is not inside the repository, whose packages it measures; run it there, or name a folder with the packages (--packages)");
    }

    [GeneratedRegex(@"amount \* [\d.]+m")]
    private static partial Regex Tax();
}
