using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// Encapsulates what is written at the causal levels (Cloudburst (VLDB 2020) §5.2), with bounded metadata: the clock names the writers of late, the dependencies
/// those that some cache might not have yet.
/// </summary>
public static class CausalWrites
{
    /// <summary>A version that holds a value.</summary>
    /// <param name="level">A causal level.</param>
    /// <param name="stamp">When it is written: its name. A writer's stamps of one key must reach the store in their order.</param>
    /// <param name="basis">What it follows.</param>
    /// <param name="payload">The value; must not change afterwards. Null for a deletion.</param>
    /// <param name="limits">How much metadata it may carry.</param>
    /// <param name="epoch">The deletion of the key that it comes after, if any.</param>
    public static byte[] Encode(SessionLevel level, Stamp stamp, CausalBasis basis, ReadOnlyMemory<byte>? payload, CausalLimits limits, Stamp epoch = default)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(limits);
        var name = new Dot(stamp.NodeId, stamp.HybridTime);
        var context = ContextOf(basis, limits);
        if (level == SessionLevel.SingleKeyCausal)
        {
            return Capsule.Encode(
                payload is { } single ? SingleKeyCausal.Of(name, context, single) : SingleKeyCausal.Deletion(name, context), epoch);
        }

        var dependencies = Prune(basis.Dependencies, stamp, limits);
        return Capsule.Encode(
            payload is { } value ? MultiKeyCausal.Of(name, context, dependencies, value) : MultiKeyCausal.Deletion(name, context, dependencies), epoch);
    }

    /// <summary>Looks for a write that may have been made already, in what the store holds of its key.</summary>
    /// <remarks>A version that replaces the same versions by the same value is the one looked for, or as good.</remarks>
    /// <param name="capsule">What the store holds; empty when the key is absent.</param>
    /// <param name="basis">What the write follows.</param>
    /// <param name="payload">The value; null for a deletion.</param>
    /// <param name="limits">How much metadata it may carry.</param>
    /// <exception cref="LatticeFormatException">The capsule is damaged.</exception>
    public static WriteTrace Recognise(ReadOnlyMemory<byte> capsule, CausalBasis basis, ReadOnlyMemory<byte>? payload, CausalLimits limits)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(limits);
        IReadOnlyList<CausalVersion> siblings = capsule.IsEmpty ? [] : Capsule.TagOf(capsule.Span) switch
        {
            LatticeTag.MultiKeyCausal => Capsule.Decode<MultiKeyCausal>(capsule).Siblings,
            LatticeTag.SingleKeyCausal => Capsule.Decode<SingleKeyCausal>(capsule).Siblings,
            // The store refuses the write, or takes it after a deletion.
            _ => [],
        };
        var context = ContextOf(basis, limits);
        var isBehind = false;
        foreach (var sibling in siblings)
        {
            if (sibling.IsDeletion == payload is null && sibling.Context.Equals(context) && sibling.Payload.Span.SequenceEqual(payload.GetValueOrDefault().Span))
                return new WriteTrace(WriteTraceKind.Found, sibling.Dot);
            isBehind |= !basis.Context.Cover.Dominates(sibling.Clock);
        }

        return new WriteTrace(isBehind ? WriteTraceKind.Unknown : WriteTraceKind.None, default);
    }

    private static CausalContext ContextOf(CausalBasis basis, CausalLimits limits) => basis.Context.Prune(limits.MaxClockEntries - 1, limits.MaxOwnVersions);

    private static DependencySet Prune(DependencySet dependencies, Stamp now, CausalLimits limits)
    {
        var horizon = Horizon.Before(now, limits.DependencyHorizon);
        var recent = dependencies.Entries.Where(dependency => Horizon.IsWithin(dependency.Clock, horizon)).ToList();
        if (recent.Count > limits.MaxDependencies)
            recent = [.. recent.OrderByDescending(static dependency => dependency.Clock.Entries.Max(static entry => entry.Counter)).Take(limits.MaxDependencies)];
        return recent.Count == dependencies.Entries.Count && recent.TrueForAll(dependency => dependency.Clock.Entries.Count <= limits.MaxClockEntries)
            ? dependencies
            : DependencySet.Of(recent.Select(dependency => dependency with { Clock = dependency.Clock.Prune(limits.MaxClockEntries) }));
    }
}

/// <summary>What the store tells of a write that may have been made.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Version">The version's name, if it was found.</param>
public readonly record struct WriteTrace(WriteTraceKind Kind, Dot Version);

/// <summary>What the store tells of a write that may have been made.</summary>
public enum WriteTraceKind
{
    /// <summary>Nothing has been written after what the write follows: it was not made.</summary>
    None,

    /// <summary>It is there.</summary>
    Found,

    /// <summary>It is not there, but others have written since: it may have been replaced.</summary>
    Unknown,
}

/// <summary>The age of versions: their numbers are hybrid times.</summary>
internal static class Horizon
{
    private const int CounterBits = 16;

    public static ulong Before(Stamp now, TimeSpan age)
    {
        var milliseconds = Math.Max(0, now.Milliseconds - (long)age.TotalMilliseconds);
        return (ulong)milliseconds << CounterBits;
    }

    /// <summary>Whether a clock names a version that is not older than the horizon.</summary>
    public static bool IsWithin(VectorClock clock, ulong horizon)
    {
        foreach (var entry in clock.Entries)
        {
            if (entry.Counter >= horizon)
                return true;
        }

        return false;
    }
}
