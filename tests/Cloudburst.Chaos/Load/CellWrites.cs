using System.Collections.Concurrent;
using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>
/// Registers at the level LastWriterWins, each written by one caller with growing numbers: through a function, or as the client's own state. What was acknowledged last, or what
/// came after it and was not acknowledged, is there in the end.
/// </summary>
public sealed class CellWrites(int inFlight, bool throughFunctions) : Workload(throughFunctions ? "cells" : "client cells", inFlight)
{
    private readonly ConcurrentDictionary<int, Written> _cells = new();

    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        _cells.AddOrUpdate(loop, static (_, n) => new Written(0, n), static (_, written, n) => written with { Tried = n }, number);
        var told = await caller.AskAsync($"Write {number} of {NameOf(loop)}", options => WriteAsync(caller.Client, NameOf(loop), number, options)).ConfigureAwait(false);
        if (told.IsAnswered)
            _cells[loop] = new Written(number, number);
        return told.IsAnswered;
    }

    public override async Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var (loop, written) in _cells)
        {
            var found = await new ChaosState(client.State).Cell(NameOf(loop)).ReadAsync(cancellationToken).ConfigureAwait(false);
            if (found < written.Acknowledged || found > written.Tried)
                problems.Add($"{NameOf(loop)} has {found}; {written.Acknowledged} was acknowledged last, and {written.Tried} tried");
        }
        return problems;
    }

    private string NameOf(int loop) => $"{Name}-{loop}";

    private async Task<long> WriteAsync(ICloudburstClient client, string cell, long number, CallOptions options)
    {
        if (throughFunctions)
            return await client.Writing.WriteCellAsync(cell, number, options).ConfigureAwait(false);
        await new ChaosState(client.State).Cell(cell).WriteAsync(number).ConfigureAwait(false);
        return number;
    }

    private sealed record Written(int Acknowledged, int Tried);
}
