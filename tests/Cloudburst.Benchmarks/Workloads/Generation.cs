using Cloudburst.Benchmarks.Generator;
using Cloudburst.Benchmarks.Measuring;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>What the generators cost while one types in a project of 2,000 functions, and what they and the analyzers cost in a build of 200.</summary>
internal sealed class Generation : Workload
{
    private const int Many = 2_000;
    private const int Few = 200;
    private const double GeneratorShare = 0.05;
    private const double AnalyzerShare = 0.10;

    // The first build starts the compiler's server.
    private const int WarmBuilds = 2;

    // The two files of the type: its tokens with its client, and what runs its functions.
    private const int FilesOfOneType = 2;

    public override string Name => "generator";

    public override string Description => "Generators per keystroke in a project of 2,000 functions, and the share of generators and analyzers in a build of 200.";

    public override Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var scanned = EditedProject.Scan(Many);
        var bound = EditedProject.Body(Many);
        return Task.FromResult<IReadOnlyList<Contender>>(
        [
            Keystroke($"keystroke/body/{Many}", EditedProject.Body(Many), rewritten: 0),
            Keystroke($"keystroke/signature/{Many}", EditedProject.Signature(Many), FilesOfOneType),
            Keystroke($"keystroke/body/{Few}", EditedProject.Body(Few), rewritten: 0),
            Timed("roslyn", $"scan/{Many}", scanned.Type),
            Timed("roslyn", $"bind-file/{Many}", bound.Bind),
        ]);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ShareMeasure>> SharesAsync(bool quick, CancellationToken cancellationToken)
    {
        var folder = Own(await BuildFolder.CreateAsync(Few, cancellationToken).ConfigureAwait(false));
        for (var i = 0; i < WarmBuilds; i++)
            await folder.BuildAsync(cancellationToken).ConfigureAwait(false);
        var reports = new List<BuildReport>();
        for (var i = 0; i < (quick ? 1 : 5); i++)
        {
            reports.Add(await folder.BuildAsync(cancellationToken).ConfigureAwait(false));
            await Console.Error.WriteLineAsync($"{Name}: build {i + 1}").ConfigureAwait(false);
        }
        return
        [
            Share("build/generators", reports, report => report.Generators, GeneratorShare),
            Share("build/analyzers", reports, report => report.Analyzers, AnalyzerShare),
        ];
    }

    private ShareMeasure Share(string variant, List<BuildReport> reports, Func<BuildReport, double> part, double most) => new(
        "cloudburst", Name, $"{variant}/{Few}", Statistics.Median(reports.Select(report => part(report) / report.Build)), Statistics.Median(reports.Select(part)), reports.Count, most);

    private static Contender Keystroke(string variant, EditedProject project, int rewritten)
    {
        Expect(rewritten, project.CountRewritten());
        return Timed("cloudburst", variant, project.Type);
    }

    private static Contender Timed(string peer, string variant, Func<long> act) => new(peer, variant, 1, _ => default) { Blocks = true, ElapsedAsync = _ => ValueTask.FromResult(act()) };
}
