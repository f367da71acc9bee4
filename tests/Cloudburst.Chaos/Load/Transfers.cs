using System.Collections.Concurrent;
using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>
/// Transfers between accounts at the level Transactional. Each leaves a receipt, so that afterwards every account can be reckoned up exactly, whatever became of the
/// transfers of which the callers were not told: all of one, or nothing.
/// </summary>
public sealed class Transfers(int inFlight, int accounts) : Workload("transfers", inFlight)
{
    private const int ReceiptsAtOnce = 200;
    private static readonly CallOptions Reading = new() { Consistency = Consistency.Transactional, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Short enough for a fault to leave some callers in the dark.</summary>
    private static readonly TimeSpan ShortDeadline = TimeSpan.FromSeconds(4);
    private readonly ConcurrentQueue<Transfer> _transfers = new();

    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        var receipt = $"{loop}-{number}";
        // Neighbours of a loop share an account, so that there are conflicts, and not only those.
        var from = (loop + number) % accounts;
        var to = (from + 1 + (number % (accounts - 1))) % accounts;
        var told = await caller.AskAsync(
            $"Transfer {receipt}",
            options => caller.Client.CallAsync(Bank.Transfer, receipt, from, to, options with { Consistency = Consistency.Transactional }),
            number % 3 == 0 ? ShortDeadline : null).ConfigureAwait(false);
        _transfers.Enqueue(new Transfer(receipt, from, to, told));
        return told.IsAnswered;
    }

    public override async Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var done = new List<(Transfer Transfer, long Receipt)>();
        foreach (var some in _transfers.Chunk(ReceiptsAtOnce))
        {
            var receipts = await client.Bank.ReceiptsAsync(some.Select(transfer => transfer.Receipt).ToArray(), Reading, cancellationToken).ConfigureAwait(false);
            foreach (var (transfer, receipt) in some.Zip(receipts))
            {
                if (receipt > 0)
                    done.Add((transfer, receipt));
                if (transfer.Told.IsAnswered && receipt != transfer.Told.Answer)
                    problems.Add($"Transfer {transfer.Receipt} was answered with {transfer.Told.Answer}, and its receipt says {receipt}");
                if (transfer.Told.Error?.Code == CloudburstErrorCode.TransactionConflict && receipt > 0)
                    problems.Add($"Transfer {transfer.Receipt} had no effect, its caller was told, and has a receipt");
            }
        }
        for (var account = 0; account < accounts; account++)
        {
            var found = await client.Bank.AuditAsync(account, Reading, cancellationToken).ConfigureAwait(false);
            long[] expected =
            [
                done.Count(one => one.Transfer.To == account) - done.Count(one => one.Transfer.From == account),
                done.Count(one => one.Transfer.To == account) + done.Count(one => one.Transfer.From == account),
            ];
            if (!found.SequenceEqual(expected))
                problems.Add($"Account {account} has {found[0]} after {found[1]} transfers; by the receipts it is {expected[0]} after {expected[1]}");
        }
        problems.AddRange(done.GroupBy(one => (one.Transfer.To, one.Receipt)).Where(same => same.Count() > 1)
            .Select(same => $"Transfers {string.Join(", ", same.Select(one => one.Transfer.Receipt))} each were number {same.Key.Receipt} of account {same.Key.To}"));
        return problems;
    }

    private sealed record Transfer(string Receipt, int From, int To, Told<long> Told);
}
