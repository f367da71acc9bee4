using System.CommandLine;
using System.Globalization;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Workloads;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>The command that runs one workload.</summary>
internal static class WorkloadCommand
{
    public static Command Create(Workload workload)
    {
        var json = new Option<bool>("--json") { Description = "Print only JSON lines on standard output, one per measure." };
        var quick = new Option<bool>("--quick") { Description = "Take less than a minute: fewer and shorter rounds, and the largest values left out." };
        var only = new Option<string>("--only") { Description = "Measure only the rows whose peer and variant contain this, such as 'scheduler/2' or 'grpc'." };
        var command = new Command(workload.Name, workload.Description) { json, quick, only };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(workload, parsed.GetValue(json), parsed.GetValue(quick), parsed.GetValue(only) ?? "", cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Workload workload, bool json, bool quick, string only, CancellationToken cancellationToken)
    {
        var budget = quick ? Budget.Quick() : Budget.Full();
        IReadOnlyList<Measure> measures;
        IReadOnlyList<SizeMeasure> sizes;
        IReadOnlyList<ShareMeasure> shares;
        try
        {
            await using (workload.ConfigureAwait(false))
            {
                var contenders = await workload.StartAsync(budget.IsQuick, cancellationToken).ConfigureAwait(false);
                contenders = [.. contenders.Where(contender => contender.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
                if (contenders.Count == 0)
                    throw new InvalidOperationException($"No row's peer and variant contain '{only}'");
                measures = await new Tournament(budget, Console.Error).RunAsync(workload.Name, contenders, cancellationToken).ConfigureAwait(false);
                sizes = await workload.SizesAsync().ConfigureAwait(false);
                shares = only.Length == 0 ? await workload.SharesAsync(budget.IsQuick, cancellationToken).ConfigureAwait(false) : [];
            }
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or CloudburstException or Kvs.KvsException or Grpc.Core.RpcException)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"error: {workload.Name} could not be measured. {error.Message}")).ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 130;
        }
        if (json)
        {
            Report.WriteJson(Console.Out, measures);
            Report.WriteJson(Console.Out, sizes);
            Report.WriteJson(Console.Out, shares);
        }
        else
        {
            Report.WriteTable(Console.Out, measures);
            Report.WriteText(Console.Out, sizes);
            Report.WriteText(Console.Out, shares);
        }
        foreach (var target in workload.Targets)
        {
            if (target.Judge(measures) is { } verdict)
                await Console.Error.WriteLineAsync(verdict).ConfigureAwait(false);
        }
        foreach (var share in shares)
            await Console.Error.WriteLineAsync(share.Verdict).ConfigureAwait(false);
        return 0;
    }
}
