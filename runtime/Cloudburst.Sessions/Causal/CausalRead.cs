using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>The newest version of a key that the cache holds and the store has; false when it holds none.</summary>
/// <param name="key">The key.</param>
/// <param name="capsule">The value; a tombstone or nothing when the key is absent.</param>
public delegate bool NewestVersion(string key, out ReadOnlyMemory<byte> capsule);

/// <summary>
/// One read at the causal levels: chooses for each key a version such that together they are a causal cut (Cloudburst (VLDB 2020) §5.3; bolt-on causal consistency) and
/// none is older than what the session has seen or depends on (Algorithm 2). Says which keys must be read from the store to find one.
/// </summary>
/// <remarks>
/// <para>
/// The protocol stands on one promise of the writers: <em>a version is in the store before anybody can see it</em>, and so is all that it depends on. A read of the
/// store therefore returns a version that is new enough for whatever was known before the read began. The paper fetches from the upstream cache that has
/// the version; the store has it too, and does not go away with a machine.
/// </para>
/// <para>
/// What a version depends on through others is found by walking through the values at hand. Where the walk leaves them, the session is <em>open</em>: its next keys are
/// read from the store, because what is cached of them may be too old, also where a version is known that would do: a newer one may lie behind what was not
/// walked through. So reads of keys that nobody declared are safe as well.
/// </para>
/// <para>Not thread-safe: one caller drives it with <see cref="Next"/> and <see cref="Supply"/> until there is nothing left to read.</para>
/// </remarks>
public sealed class CausalRead
{
    /// <summary>Values that change between any two reads are given up after so many rounds.</summary>
    private const int MaxRounds = 16;

    private readonly SessionLevel _level;
    private readonly IReadOnlyList<string> _keys;
    private readonly Choice[] _choices;
    private readonly bool _sessionIsOpen;
    private readonly ulong _horizon;
    private readonly CausalLimits _limits;
    private int _round;

    /// <summary>Starts a read.</summary>
    /// <param name="level">A causal level.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="constraints">What the session knows about them.</param>
    /// <param name="now">The time; dependencies older than the horizon are settled.</param>
    /// <param name="limits">How much is looked at.</param>
    /// <exception cref="ArgumentException">The session's metadata is damaged.</exception>
    public CausalRead(SessionLevel level, IReadOnlyList<string> keys, SessionRecord constraints, Stamp now, CausalLimits limits)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(constraints);
        ArgumentNullException.ThrowIfNull(limits);
        _level = level;
        _keys = keys;
        _limits = limits;
        _horizon = Horizon.Before(now, limits.DependencyHorizon);
        _sessionIsOpen = constraints.IsOpen;
        _choices = [.. keys.Select(key => new Choice(Requirements.Of(key, constraints)))];
    }

    /// <summary>Why the read can't be answered; null while it can.</summary>
    public CausalReadProblem? Problem { get; private set; }

    /// <summary>What the versions read depend on, other than by their own keys.</summary>
    public IReadOnlyList<VersionEntry> Dependencies { get; private set; } = [];

    /// <summary>Whether they may depend on more.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Dependencies that are not at hand; to have them makes later reads cheaper.</summary>
    public IReadOnlyList<string> Unknown { get; private set; } = [];

    /// <summary>The values read, in the order of the keys; empty for absent keys.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Results => _choices.Select(static choice => choice.Value!.IsAbsent ? default : choice.Value.Capsule);

    /// <summary>Goes on as far as the cached values and the supplied ones allow.</summary>
    /// <param name="newest">What is cached.</param>
    /// <returns>The keys to read from the store, each with <see cref="Supply"/>, before the next call; none when the read is done or has a <see cref="Problem"/>.</returns>
    public IReadOnlyList<string> Next(NewestVersion newest)
    {
        ArgumentNullException.ThrowIfNull(newest);
        if (Problem is not null)
            return [];
        if (++_round > MaxRounds)
            return Fail(new CausalReadProblem(CausalReadProblemKind.Unsettled, _keys[0], LatticeTag.Tombstone));

        var missing = new List<string>();
        for (var i = 0; i < _choices.Length && Problem is null; i++)
        {
            if (_choices[i].Value is null && !TryChooseCached(i, newest))
                missing.Add(_keys[i]);
        }

        if (Problem is not null || missing.Count > 0)
            return Problem is null ? missing : [];
        if (_level == SessionLevel.SingleKeyCausal)
            return [];
        return CheckCut(newest);
    }

    /// <summary>Takes what the store holds of a key now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">The value, empty when the key is absent.</param>
    public void Supply(string key, ReadOnlyMemory<byte> capsule)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            if (_keys[i] == key && TryRead(key, capsule, out var value))
                Take(i, value);
        }
    }

    private bool TryChooseCached(int i, NewestVersion newest)
    {
        var choice = _choices[i];
        // An open session may depend on any version of any key, however much it knows of the key already.
        if (_sessionIsOpen)
            return false;
        if (!newest(_keys[i], out var capsule) || !TryRead(_keys[i], capsule, out var value) || !value.Clock.Dominates(choice.Required))
            return false;
        choice.Value = value;
        choice.KnownSince = _round;
        return true;
    }

    private void Take(int i, CausalValue value)
    {
        var choice = _choices[i];
        if (value.IsOlderThan(choice.Required))
        {
            Fail(new CausalReadProblem(CausalReadProblemKind.Lost, _keys[i], LatticeTag.MultiKeyCausal));
            return;
        }

        if (choice.Value is null || !choice.Value.Clock.Equals(value.Clock))
            choice.KnownSince = _round;
        choice.Value = value;
        choice.ReadAt = _round;
    }

    /// <summary>Whether the chosen versions are a cut; those that are not new enough beside the others are to be read again.</summary>
    private List<string> CheckCut(NewestVersion newest)
    {
        var walk = new DependencyWalk(_level, newest, _horizon, _limits.MaxVisited);
        for (var i = 0; i < _choices.Length; i++)
            walk.Visit(_keys[i], _choices[i].Value!);
        walk.Run();

        var again = new List<string>();
        for (var i = 0; i < _choices.Length; i++)
        {
            var choice = _choices[i];
            var othersKnownSince = OthersKnownSince(i);
            // What the store returned after the others were known is new enough beside them, whatever its clock says.
            if (_choices.Length == 1 || choice.ReadAt > othersKnownSince)
                continue;
            if (walk.IsOpen || !choice.Value!.Clock.Dominates(walk.RequiredOf(_keys[i])))
                again.Add(_keys[i]);
        }

        if (again.Count > 0)
            return again;
        Dependencies = walk.Dependencies;
        IsOpen = walk.IsOpen;
        Unknown = walk.Unknown;
        return [];
    }

    private int OthersKnownSince(int i)
    {
        var since = 0;
        for (var j = 0; j < _choices.Length; j++)
        {
            if (j != i && _keys[j] != _keys[i])
                since = Math.Max(since, _choices[j].KnownSince);
        }

        return since;
    }

    private bool TryRead(string key, ReadOnlyMemory<byte> capsule, out CausalValue value)
    {
        value = CausalValue.Read(_level, key, capsule, out var problem);
        Problem ??= problem;
        return problem is null;
    }

    private List<string> Fail(CausalReadProblem problem)
    {
        Problem ??= problem;
        return [];
    }

    private sealed class Choice(VectorClock required)
    {
        public VectorClock Required { get; } = required;

        public CausalValue? Value { get; set; }

        /// <summary>The round in which this version was first at hand.</summary>
        public int KnownSince { get; set; }

        /// <summary>The round in which the store was read for it; 0 for a cached one.</summary>
        public int ReadAt { get; set; } = -1;
    }
}
