using System.Globalization;
using System.Text.RegularExpressions;
using Cloudburst.Benchmarks.Processes;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>What a build of a project took, and what of it the compiler says that our assemblies took.</summary>
/// <param name="Build">The whole build, in seconds.</param>
/// <param name="Generators">Our generators, in seconds.</param>
/// <param name="Analyzers">Our analyzers, in seconds.</param>
internal sealed partial record BuildReport(double Build, double Generators, double Analyzers)
{
    /// <summary>Builds a project from nothing and reads the compiler's report (<c>ReportAnalyzer</c>).</summary>
    public static async Task<BuildReport> TakeAsync(string project, string server, CancellationToken cancellationToken)
    {
        var output = await ChildCommand.DotnetAsync(
            project, cancellationToken, "build", "--no-restore", "--no-incremental", "-nologo", "-v:d", "-m:1", "-nr:false", "-p:ReportAnalyzer=true", "-p:UseSharedCompilation=true", $"-p:SharedCompilationId={server}").ConfigureAwait(false);
        var elapsed = TimeSpan.Parse(Elapsed().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).TotalSeconds;
        return new BuildReport(elapsed, Seconds(output, "Cloudburst.Generators"), Seconds(output, "Cloudburst.Analyzers"));
    }

    // "   0.123   45   Cloudburst.Analyzers, Version=...": the total of an assembly, before the lines of its parts. Less than a millisecond is "<0.001".
    private static double Seconds(string output, string assembly)
    {
        var line = Regex.Match(output, $@"^\s*<?(\d+[.,]\d+)\s+<?\d+\s+{Regex.Escape(assembly)}, Version=", RegexOptions.Multiline);
        return line.Success
            ? double.Parse(line.Groups[1].Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The compiler's report does not name '{assembly}'. The build wrote:{Environment.NewLine}{output[^Math.Min(output.Length, 4000)..]}");
    }

    [GeneratedRegex(@"Time Elapsed (\d\d:\d\d:\d\d\.\d+)")]
    private static partial Regex Elapsed();
}
