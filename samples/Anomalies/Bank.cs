using Cloudburst;

namespace Anomalies;

/// <summary>Money goes from one account to another, taken by one function and paid in by the next, while an auditor sums up both.</summary>
public static partial class Bank
{
    private const int Transfers = 120;

    private static Dag<string, string, int, int> Transfer { get; } = Dag.Build<string, string, int, int>(
        (dag, from, to, amount) => dag.Add(Functions.PayIn, dag.Add(Functions.Take, from, amount), to));

    [CloudburstFunction]
    public static async Task<int> Take(string account, int amount, CloudburstContext context)
    {
        await new Register<int>(context.State, account).UpdateAsync(balance => balance - amount);
        return amount;
    }

    [CloudburstFunction]
    public static async Task<int> PayIn(int amount, string account, CloudburstContext context) =>
        await new Register<int>(context.State, account).UpdateAsync(balance => balance + amount);

    /// <summary>Sums up both accounts; money is neither made nor lost, so it should be nothing.</summary>
    [CloudburstFunction]
    public static async Task<int> Audit(string ann, string bob, CloudburstContext context) =>
        await context.GetAsync<int>(ann) + await context.GetAsync<int>(bob);

    public static async Task RunAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine("4. Ann and Bob send each other money, and an auditor sums up both accounts all the time.");
        foreach (var level in new[] { Consistency.LastWriterWins, Consistency.Transactional })
        {
            var (ann, bob) = ($"ann/{level}", $"bob/{level}");
            var options = new CallOptions { Consistency = level };
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var auditor = AuditAsync(cloud, ann, bob, options, closing.Token);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Transfers), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
                async (i, token) => await cloud.CallAsync(Transfer, i % 2 == 0 ? ann : bob, i % 2 == 0 ? bob : ann, 1 + (i % 7), options, token));
            await closing.CancelAsync();
            var (wrong, all) = await auditor;
            Console.WriteLine($"   {level,-16} {wrong} of {all} audits found money made or lost");
        }
    }

    private static async Task<(int Wrong, int All)> AuditAsync(ICloudburstClient cloud, string ann, string bob, CallOptions options, CancellationToken closing)
    {
        var (wrong, all) = (0, 0);
        while (!closing.IsCancellationRequested)
        {
            all++;
            if (await cloud.Bank.AuditAsync(ann, bob, options, CancellationToken.None) != 0)
                wrong++;
        }
        return (wrong, all);
    }
}
