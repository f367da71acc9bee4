namespace Cloudburst.EndToEnd.Tests;

/// <summary>One operation on a register, with the moments between which it happened.</summary>
/// <param name="Started">When it was asked for.</param>
/// <param name="Ended">When it was answered.</param>
/// <param name="Expected">The value that it needs; null for a write.</param>
/// <param name="Written">The value that it leaves; null for a read.</param>
/// <param name="Succeeded">Whether it found what it needs.</param>
internal sealed record RegisterOperation(long Started, long Ended, long? Expected, long? Written, bool Succeeded);

/// <summary>Decides whether one order of the operations explains all answers (Wing and Gong's search, with states that were tried remembered).</summary>
internal static class RegisterHistory
{
    public static bool IsLinearizable(IReadOnlyList<RegisterOperation> operations, long initial)
    {
        var byStart = operations.OrderBy(static operation => operation.Started).ToArray();
        Assert.True(byStart.Length <= 128);
        var tried = new HashSet<(UInt128 Done, long Value)>();
        var open = new Stack<(UInt128 Done, long Value)>();
        open.Push((0, initial));
        while (open.TryPop(out var state))
        {
            if (System.Numerics.BitOperations.PopCount((ulong)state.Done) + System.Numerics.BitOperations.PopCount((ulong)(state.Done >> 64)) == byStart.Length)
                return true;
            var firstEnd = long.MaxValue;
            for (var i = 0; i < byStart.Length; i++)
            {
                if ((state.Done >> i & 1) == 0)
                    firstEnd = Math.Min(firstEnd, byStart[i].Ended);
            }
            // Only what started before all that is left has ended can be next.
            for (var i = 0; i < byStart.Length && byStart[i].Started <= firstEnd; i++)
            {
                if ((state.Done >> i & 1) == 0 && TryApply(byStart[i], state.Value, out var value) && tried.Add((state.Done | UInt128.One << i, value)))
                    open.Push((state.Done | UInt128.One << i, value));
            }
        }
        return false;
    }

    private static bool TryApply(RegisterOperation operation, long value, out long after)
    {
        after = operation is { Succeeded: true, Written: { } written } ? written : value;
        return operation.Expected is not { } expected || (expected == value) == operation.Succeeded;
    }
}
