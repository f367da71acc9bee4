namespace Cloudburst.EndToEnd.Tests;

/// <summary>What the tests of leases call.</summary>
public static partial class LeaseFunctions
{
    /// <summary>Waits for a gate and tells which attempt it is of its request.</summary>
    [CloudburstFunction("attempt-of")]
    public static async Task<int> AttemptOf(string gate, CloudburstContext context)
    {
        await TestFunctions.Wait(gate, 0, context.CancellationToken);
        return context.Attempt;
    }
}
