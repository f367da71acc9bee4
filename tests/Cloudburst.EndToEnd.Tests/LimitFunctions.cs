namespace Cloudburst.EndToEnd.Tests;

public static partial class LimitFunctions
{
    private static int _running;
    private static int _most;

    /// <summary>How many runs of <see cref="Two"/> there have been at once.</summary>
    internal static int Most => Volatile.Read(ref _most);

    /// <summary>What <see cref="Two"/> and <see cref="Stubborn"/> wait for.</summary>
    internal static TaskCompletionSource Gate { get; set; } = new();

    [CloudburstFunction("limit.gpu", Resource = "gpu")]
    public static string Gpu(string before, CloudburstContext context) => before + TestFunctions.Where(context);

    [CloudburstFunction("limit.cpu")]
    public static string Cpu(string before, CloudburstContext context) => $"{before}{TestFunctions.Where(context)} ";

    [CloudburstFunction("limit.two", MaxConcurrency = 2)]
    public static async Task<int> Two(int x)
    {
        var now = Interlocked.Increment(ref _running);
        InterlockedMax(now);
        await Gate.Task;
        Interlocked.Decrement(ref _running);
        return x + 1;
    }

    [CloudburstFunction("limit.one", MaxConcurrency = 1)]
    public static int One(int x) => x + 1;

    [CloudburstFunction("limit.where", MaxConcurrency = 1)]
    public static async Task<string> WhereOne(CloudburstContext context)
    {
        await Gate.Task;
        return TestFunctions.Where(context);
    }

    [CloudburstFunction("limit.large", MemoryMB = 600)]
    public static async Task<string> Large(CloudburstContext context)
    {
        await Gate.Task;
        return TestFunctions.Where(context);
    }

    [CloudburstFunction("limit.heeds", TimeoutSeconds = 0.2)]
    public static async Task Heeds(CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    [CloudburstFunction("limit.stubborn", TimeoutSeconds = 0.2)]
    public static async Task<int> Stubborn(int x)
    {
        await Gate.Task;
        return x;
    }

    [CloudburstFunction("limit.quick", TimeoutSeconds = 60)]
    public static bool Quick(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled;

    private static void InterlockedMax(int value)
    {
        var seen = Volatile.Read(ref _most);
        while (value > seen && Interlocked.CompareExchange(ref _most, value, seen) != seen)
            seen = Volatile.Read(ref _most);
    }
}
