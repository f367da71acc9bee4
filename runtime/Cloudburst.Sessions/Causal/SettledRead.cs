using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>A cache that hears of every change of what it holds, as a read sees it.</summary>
public interface ISettledCache
{
    /// <summary>Everything that values of this arrival and earlier ones depend on has arrived as well.</summary>
    long SettledUpTo { get; }

    /// <summary>How many values have arrived.</summary>
    long Arrivals { get; }

    /// <summary>Takes a value of which every change is heard.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">Its value and arrival.</param>
    /// <returns>False when the key is not held, or changes may be missed.</returns>
    bool TryTake(string key, out CachedVersion version);
}

/// <summary>A cached value.</summary>
/// <param name="Capsule">The value.</param>
/// <param name="Arrival">When it came, in the cache's count of arrivals.</param>
public readonly record struct CachedVersion(ReadOnlyMemory<byte> Capsule, long Arrival);

/// <summary>
/// A read at the causal levels beside a cache that can pass a <em>barrier</em>: after it, the cache has heard of everything that was in the store before. Since a version is
/// in the store before anybody can see it, what is cached is then a causal cut that includes all that a session has seen elsewhere, whatever that depends on (Algorithm 2,
/// Cloudburst (VLDB 2020) §5.3, without a dependency in transit).
/// </summary>
/// <remarks>
/// <para>A barrier is needed when a session comes with knowledge from another cache, and between two reads when the first value had just arrived. Values that were
/// there at the last barrier need none.</para>
/// <para>Not thread-safe: one caller drives it with <see cref="Next"/> until it is done, and does what it asks for in between.</para>
/// </remarks>
public sealed class SettledRead
{
    /// <summary>Keys that change between any two looks are given up after so many.</summary>
    private const int MaxRounds = 32;

    private readonly SessionLevel _level;
    private readonly IReadOnlyList<string> _keys;
    private readonly Choice[] _choices;
    private readonly bool _isForeign;
    private readonly long _mustSettle;
    private int _barriers;
    private int _barriersAtLastTake = -1;
    private int _rounds;

    /// <summary>Starts a read.</summary>
    /// <param name="level">A causal level with dependencies.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="constraints">What the session knows about them, and where its knowledge comes from.</param>
    /// <param name="self">The address of the cache that is asked.</param>
    /// <exception cref="ArgumentException">The session's metadata is damaged.</exception>
    public SettledRead(SessionLevel level, IReadOnlyList<string> keys, SessionRecord constraints, string self)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(constraints);
        _level = level;
        _keys = keys;
        _choices = [.. keys.Select(key => new Choice(Requirements.Of(key, constraints)))];
        _isForeign = constraints.IsOpen || constraints.Sources.Any(source => source.Cache != self);
        _mustSettle = constraints.Sources.Where(source => source.Cache == self).Select(static source => source.Arrival).DefaultIfEmpty().Max();
    }

    /// <summary>Why the read can't be answered; null while it can.</summary>
    public CausalReadProblem? Problem { get; private set; }

    /// <summary>The values read, in the order of the keys; empty for absent keys.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Results => _choices.Select(static choice => choice.Value!.IsAbsent ? default : choice.Value.Capsule);

    /// <summary>The arrival of the latest of them.</summary>
    public long Arrival => _choices.Max(static choice => choice.Arrival);

    /// <summary>Goes on as far as possible.</summary>
    /// <returns>What to do before the next call.</returns>
    public SettledStep Next(ISettledCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        // A count from before a restart of the cache says nothing; what it meant has arrived by a new barrier.
        if ((_isForeign || _mustSettle > cache.SettledUpTo) && _barriers == 0)
            return SettledStep.Barrier;
        while (Problem is null)
        {
            if (++_rounds > MaxRounds)
                Problem = new CausalReadProblem(CausalReadProblemKind.Unsettled, _keys[0], LatticeTag.Tombstone);
            // What was taken from the cache before the store was read, or before this call, may have been overtaken since.
            foreach (var choice in _choices)
                choice.RetakeCached();
            var settledUpTo = cache.SettledUpTo;
            if (Take(cache) is { Count: > 0 } missing)
                return SettledStep.Store(missing);
            if (Problem is not null)
                break;
            var isUnchanged = _barriersAtLastTake >= 0 && _barriersAtLastTake < _barriers && Array.TrueForAll(_choices, static choice => choice.IsUnchanged);
            // One value alone is a cut. Several are one when all that they depend on had arrived before they were looked at: all of them, in this very look.
            if (_choices.Length == 1 || isUnchanged || Array.TrueForAll(_choices, choice => !choice.IsSupplied && choice.Arrival <= settledUpTo))
                return SettledStep.Done;
            _barriersAtLastTake = _barriers;
            foreach (var choice in _choices)
                choice.LookAgain();
            return SettledStep.Barrier;
        }

        return SettledStep.Done;
    }

    /// <summary>A barrier that was asked for has been passed.</summary>
    public void Passed() => _barriers++;

    /// <summary>Takes what the store holds of a key now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">The value, empty when the key is absent.</param>
    /// <param name="arrival">The cache's count of arrivals after the value was read.</param>
    public void Supply(string key, ReadOnlyMemory<byte> capsule, long arrival)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            if (_keys[i] != key || !TryRead(key, capsule, out var value))
                continue;
            if (value.IsOlderThan(_choices[i].Required))
                Problem ??= new CausalReadProblem(CausalReadProblemKind.Lost, key, LatticeTag.MultiKeyCausal);
            _choices[i].Choose(value, arrival, isSupplied: true);
        }
    }

    private List<string> Take(ISettledCache cache)
    {
        var missing = new List<string>();
        for (var i = 0; i < _choices.Length; i++)
        {
            if (_choices[i].IsChosen)
                continue;
            if (cache.TryTake(_keys[i], out var version) && TryRead(_keys[i], version.Capsule, out var value) && value.Clock.Dominates(_choices[i].Required))
                _choices[i].Choose(value, version.Arrival, isSupplied: false);
            else if (Problem is null)
                missing.Add(_keys[i]);
        }

        return missing;
    }

    private bool TryRead(string key, ReadOnlyMemory<byte> capsule, out CausalValue value)
    {
        value = CausalValue.Read(_level, key, capsule, out var problem);
        Problem ??= problem;
        return problem is null;
    }

    private sealed class Choice(VectorClock required)
    {
        private CausalValue? _before;

        public VectorClock Required { get; } = required;

        public CausalValue? Value { get; private set; }

        public long Arrival { get; private set; }

        public bool IsChosen { get; private set; }

        /// <summary>Whether the value came from the store and not out of the cache.</summary>
        public bool IsSupplied { get; private set; }

        public bool IsUnchanged => _before is not null && _before.Clock.Equals(Value!.Clock);

        public void Choose(CausalValue value, long arrival, bool isSupplied) => (Value, Arrival, IsChosen, IsSupplied) = (value, arrival, true, isSupplied);

        public void RetakeCached() => IsChosen &= IsSupplied;

        public void LookAgain() => (_before, IsChosen) = (Value, false);
    }
}

/// <summary>What a <see cref="SettledRead"/> needs next.</summary>
/// <param name="Keys">Keys to read from the store and supply; empty when there are none.</param>
/// <param name="IsBarrier">Whether a barrier is to be passed.</param>
public readonly record struct SettledStep(IReadOnlyList<string> Keys, bool IsBarrier)
{
    /// <summary>Nothing: the read is answered, or has a problem.</summary>
    public static SettledStep Done { get; } = new([], IsBarrier: false);

    /// <summary>A barrier that begins now.</summary>
    public static SettledStep Barrier { get; } = new([], IsBarrier: true);

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsDone => !IsBarrier && Keys.Count == 0;

    /// <summary>A read of the store.</summary>
    public static SettledStep Store(IReadOnlyList<string> keys) => new(keys, IsBarrier: false);
}
