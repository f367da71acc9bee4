namespace Cloudburst.Benchmarks.Processes;

/// <summary>Ties a role of this program to the run that started it: however that ends, the role's standard input ends with it.</summary>
internal static class Lifeline
{
    /// <summary>A token that fires when the run is over.</summary>
    public static CancellationToken Watch(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // It lives as long as the process.
        var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
#pragma warning restore CA2000
        var watching = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // Nobody writes to it; only its end means something.
            }
            ended.Cancel();
        })
        { IsBackground = true, Name = "lifeline" };
        watching.Start();
        return ended.Token;
    }
}
