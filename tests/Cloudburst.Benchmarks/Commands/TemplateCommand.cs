using System.CommandLine;
using System.Globalization;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Template;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>What a person waits for: from <c>dotnet new cloudburst</c> to the first result, and from an edit to the new one.</summary>
internal static class TemplateCommand
{
    private const string Name = "template";
    private static readonly ITarget[] Targets =
    [
        new Limit(("cloudburst", "new/first-result"), TimeSpan.FromSeconds(15).TotalMicroseconds),
        new Limit(("cloudburst", "edit/new-result"), TimeSpan.FromSeconds(4).TotalMicroseconds),
    ];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print only JSON lines on standard output, one per measure." };
        var quick = new Option<bool>("--quick") { Description = "Create one solution in place of five; less than a minute where the packages are given." };
        var packages = new Option<DirectoryInfo>("--packages") { Description = "A folder with the packages, filled by eng/pack.sh; without it this repository is packed first." };
        var command = new Command(Name, "From 'dotnet new cloudburst' to the first result of 'dotnet run', and from an edit of a function to its new result.") { json, quick, packages };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(json), parsed.GetValue(quick) ? 1 : 5, parsed.GetValue(packages), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, int rounds, DirectoryInfo? packages, CancellationToken cancellationToken)
    {
        var created = new List<double>();
        var edited = new List<double>();
        try
        {
            var user = await NewUser.WelcomeAsync(packages?.FullName, cancellationToken).ConfigureAwait(false);
            await using var _ = user.ConfigureAwait(false);
            for (var round = 1; round <= rounds; round++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"Shop{round}");
                created.Add((await user.CreateAsync(name, cancellationToken).ConfigureAwait(false)).TotalMicroseconds);
                edited.Add((await user.EditAsync(name, round + 1, cancellationToken).ConfigureAwait(false)).TotalMicroseconds);
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Name}: round {round}: {created[^1] / 1e6:0.0} s, {edited[^1] / 1e6:0.0} s")).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException error)
        {
            await Console.Error.WriteLineAsync($"error: {Name} could not be measured. {error.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 130;
        }
        Measure[] measures = [Row("new/first-result", created), Row("edit/new-result", edited)];
        if (json)
            Report.WriteJson(Console.Out, measures);
        else
            Report.WriteTable(Console.Out, measures);
        foreach (var target in Targets)
            await Console.Error.WriteLineAsync(target.Judge(measures)).ConfigureAwait(false);
        return 0;
    }

    private static Measure Row(string variant, List<double> micros)
    {
        var median = Statistics.Median(micros);
        return new Measure("cloudburst", Name, variant, median, micros.Max(), 1e6 / median, micros.Count);
    }
}
