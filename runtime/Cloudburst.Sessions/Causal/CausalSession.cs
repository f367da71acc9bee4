using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// A session at the causal levels: the versions it has read (R) and, from <see cref="SessionLevel.Causal"/> on, those that they depend on (D), both carried along the
/// edges of the DAG (Algorithm 2, Cloudburst (VLDB 2020) §5.3). A version may be read that has seen all that R and D name of its key.
/// </summary>
public sealed class CausalSession : Session
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SeenVersion> _reads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VectorClock> _dependencies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sources = new(StringComparer.Ordinal);
    private bool _isOpen;

    internal CausalSession(SessionLevel level, IReadOnlyList<SessionRecord> upstream)
        : base(level)
    {
        foreach (var record in upstream)
        {
            foreach (var read in record.Reads)
                _reads[read.Key] = _reads.GetValueOrDefault(read.Key, SeenVersion.None).Join(ContextOf(read), null);
            foreach (var dependency in record.Dependencies)
                Depend(dependency.Key, ContextOf(dependency).Cover);
            foreach (var source in record.Sources)
                DependOn(source.Cache, source.Arrival);
            _isOpen |= record.IsOpen;
        }
    }

    /// <inheritdoc/>
    /// <remarks>None: whatever a session has seen at these levels is in the store, and needs no snapshot.</remarks>
    public override IReadOnlyCollection<string> Caches => [];

    /// <inheritdoc/>
    public override SessionRecord ConstraintsFor(IReadOnlyList<string> keys)
    {
        lock (_gate)
        {
            var constraints = new List<VersionEntry>();
            foreach (var key in keys)
            {
                var seen = _reads.GetValueOrDefault(key, SeenVersion.None);
                var required = seen.Context.Cover.Join(_dependencies.GetValueOrDefault(key, VectorClock.Bottom));
                if (required.Entries.Count > 0)
                    constraints.Add(new VersionEntry(key, CausalContext.FromVectorClock(required).Encode(), ""));
            }

            return new SessionRecord(constraints, [], _isOpen) { Sources = Sources };
        }
    }

    /// <inheritdoc/>
    public override SessionRecord ToRecord()
    {
        lock (_gate)
        {
            var reads = _reads.Select(static read => new VersionEntry(read.Key, read.Value.Context.Encode(), "")).ToList();
            // A bolt-on cut is a promise of one cache: what versions depend on does not leave the function.
            return Level != SessionLevel.Causal
                ? new SessionRecord(reads, [], IsOpen: false)
                : new SessionRecord(reads, Uncovered(), _isOpen) { Sources = Sources };
        }
    }

    /// <summary>Whether the session has read or written a key, if only to find it absent: then it knows what a write of it replaces.</summary>
    public bool HasSeen(string key)
    {
        lock (_gate)
            return _reads.ContainsKey(key);
    }

    /// <summary>Takes note of what a cache has answered.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">Its value, empty when absent.</param>
    /// <exception cref="LatticeFormatException">The value's metadata is damaged.</exception>
    public void Observe(string key, ReadOnlyMemory<byte> capsule)
    {
        if (CausalValue.Read(Level, capsule) is not { } value)
            return;
        lock (_gate)
            _reads[key] = _reads.GetValueOrDefault(key, SeenVersion.None).Join(value.Clock, value.Dependencies);
    }

    private IReadOnlyList<SessionSource> Sources => [.. _sources.Select(static source => new SessionSource(source.Key, source.Value))];

    /// <summary>Takes note of a cache that shows all that the session has seen elsewhere: from here on it stands for all of it.</summary>
    /// <param name="cache">The cache's address.</param>
    /// <param name="arrival">The arrival of the latest value that it gave.</param>
    public void Settle(string cache, long arrival)
    {
        lock (_gate)
        {
            var known = _sources.GetValueOrDefault(cache);
            _sources.Clear();
            _sources[cache] = Math.Max(known, arrival);
            _isOpen = false;
        }
    }

    /// <summary>Takes note of what the versions just read depend on, as far as the cache could tell.</summary>
    /// <param name="dependencies">Keys and encoded contexts.</param>
    /// <param name="isOpen">Whether there may be more.</param>
    /// <param name="cache">The cache's address.</param>
    /// <param name="arrival">The arrival of the latest value that it gave.</param>
    public void Depend(IReadOnlyList<VersionEntry> dependencies, bool isOpen, string cache, long arrival)
    {
        lock (_gate)
        {
            DependOn(cache, arrival);
            foreach (var dependency in dependencies)
                Depend(dependency.Key, ContextOf(dependency).Cover);
            _isOpen |= isOpen;
        }
    }

    /// <summary>What a write of a key follows: the version that the session has read of it, and all that it has read of other keys.</summary>
    /// <remarks>Read the key first: a write replaces what its session has seen, and stands beside what it has not.</remarks>
    public CausalBasis BasisOf(string key)
    {
        lock (_gate)
        {
            var own = _reads.GetValueOrDefault(key, SeenVersion.None);
            if (Level == SessionLevel.SingleKeyCausal)
                return new CausalBasis(own.Context, DependencySet.Empty);
            // The version that is replaced takes what it depended on with it, so the new one inherits that.
            var others = DependencySet.Of(_reads.Where(read => read.Key != key).Select(static read => new Dependency(Encoding.UTF8.GetBytes(read.Key), read.Value.Context.Cover)));
            return new CausalBasis(own.Context, others.Join(own.Dependencies ?? DependencySet.Empty));
        }
    }

    /// <summary>
    /// Whether a write of the key would inherit something that is not known: what versions depend on does not travel with a request, so a function that writes what an earlier one
    /// has read looks at the key once more, with <see cref="Inherit"/>.
    /// </summary>
    /// <param name="key">The key.</param>
    public bool LacksDependencies(string key)
    {
        lock (_gate)
            return Level != SessionLevel.SingleKeyCausal && _reads.TryGetValue(key, out var seen) && seen is { Dependencies: null } && !seen.Context.Equals(CausalContext.Empty);
    }

    /// <summary>Takes over what a version depends on that has seen all that the session has seen of the key, or replaced it; and no more: it is not shown to the function.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">Its value, empty when absent.</param>
    /// <exception cref="LatticeFormatException">The value's metadata is damaged.</exception>
    public void Inherit(string key, ReadOnlyMemory<byte> capsule)
    {
        if (CausalValue.Read(Level, capsule) is not { } value)
            return;
        lock (_gate)
            _reads[key] = _reads.GetValueOrDefault(key, SeenVersion.None) with { Dependencies = value.Dependencies };
    }

    /// <summary>Takes note of a write of the session: it is what later functions must see, and of what the replica that named it has written only this is known.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The version written, alone.</param>
    /// <param name="basis">What it followed.</param>
    public void Wrote(string key, CausalContext version, CausalBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        lock (_gate)
            _reads[key] = new SeenVersion(_reads.GetValueOrDefault(key, SeenVersion.None).Context.Join(version).Prune(int.MaxValue, CausalLimits.Default.MaxOwnVersions), basis.Dependencies);
    }

    /// <summary>What the versions that were read depend on, without what the session has read itself.</summary>
    private List<VersionEntry> Uncovered() =>
        [.. _dependencies.Where(dependency => !_reads.TryGetValue(dependency.Key, out var read) || !read.Context.Cover.Dominates(dependency.Value))
            .Select(static dependency => new VersionEntry(dependency.Key, CausalContext.FromVectorClock(dependency.Value).Encode(), ""))];

    private void DependOn(string cache, long arrival) => _sources[cache] = Math.Max(_sources.GetValueOrDefault(cache), arrival);

    private void Depend(string key, VectorClock clock) =>
        _dependencies[key] = _dependencies.TryGetValue(key, out var known) ? known.Join(clock) : clock;

    private static CausalContext ContextOf(VersionEntry entry)
    {
        try
        {
            return CausalContext.Decode(entry.Version);
        }
        catch (LatticeFormatException error)
        {
            throw new ArgumentException($"The session's metadata about key '{entry.Key}' is damaged: {error.Message}", nameof(entry), error);
        }
    }

    // Without dependencies: they were not sent along.
    private readonly record struct SeenVersion(CausalContext Context, DependencySet? Dependencies)
    {
        public static readonly SeenVersion None = new(CausalContext.Empty, DependencySet.Empty);

        public SeenVersion Join(CausalContext context, DependencySet? dependencies) =>
            new(Context.Join(context), context.Cover.Dominates(Context.Cover) ? dependencies : dependencies is null ? null : Dependencies?.Join(dependencies));
    }
}

/// <summary>What a write at the causal levels follows.</summary>
/// <param name="Context">The versions of the key that it replaces: exactly those that the session has read, or written itself.</param>
/// <param name="Dependencies">The versions of other keys that it comes after.</param>
public sealed record CausalBasis(CausalContext Context, DependencySet Dependencies);
