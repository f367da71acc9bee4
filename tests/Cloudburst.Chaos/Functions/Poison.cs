namespace Cloudburst.Chaos.Functions;

#pragma warning disable CB4001, CB4005 // The analyzers are right about all of it.

/// <summary>What no function should do.</summary>
public static partial class Poison
{
    private const int ThreadsAtOnce = 20;

    /// <summary>Ends the process that it runs in.</summary>
    [CloudburstFunction]
    public static long FailFast(string why)
    {
        Environment.FailFast(why);
        return 0;
    }

    /// <summary>Never returns, and keeps its thread.</summary>
    [CloudburstFunction]
    public static long NeverReturn()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>Leaves threads behind that never end.</summary>
    [CloudburstFunction]
    public static long LeakThreads(long x)
    {
        for (var i = 0; i < ThreadsAtOnce; i++)
            new Thread(static () => Thread.Sleep(Timeout.Infinite), maxStackSize: 64 * 1024) { IsBackground = true }.Start();
        return x;
    }

    /// <summary>A good function that takes a while, so that it is under way when others do harm.</summary>
    [CloudburstFunction]
    public static async Task<long> TakeTime(long x, int milliseconds, CancellationToken cancellationToken)
    {
        await Task.Delay(milliseconds, cancellationToken);
        return x;
    }
}
