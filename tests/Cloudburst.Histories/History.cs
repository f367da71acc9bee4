using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>
/// What a system was seen to do: the sessions and, where the recorder could look, the state that remained. Nothing here comes from the implementation's own metadata: no
/// clocks, no stamps, no dependency sets. Immutable.
/// </summary>
public sealed class History
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Nothing = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
    private readonly Dictionary<string, Place> _writers = [];
    private readonly Lazy<CausalOrder> _causality;
    private readonly Lazy<VersionOrder> _versions;

    /// <exception cref="FormatException">The recording contradicts itself: two writes of one version, a session that is no DAG, a store that took in what nobody wrote.</exception>
    public History(
        IEnumerable<Session> sessions,
        ImmutableDictionary<string, ImmutableArray<string>>? final = null,
        ImmutableDictionary<string, ImmutableArray<string>>? installed = null,
        ImmutableDictionary<string, long>? counters = null)
    {
        Sessions = [.. sessions];
        Final = final ?? Nothing;
        Installed = installed ?? Nothing;
        Counters = counters ?? ImmutableDictionary<string, long>.Empty;
        foreach (var place in Sessions.SelectMany(session => session.Places))
        {
            if (place.Operation.Writes() is var (_, version) && !_writers.TryAdd(version, place))
                throw new FormatException($"Version '{version}' was written twice, by {_writers[version]} and by {place}. The recorder must give every write an id of its own.");
        }

        foreach (var (key, versions) in Installed)
        {
            if (versions.Distinct().Count() != versions.Length)
                throw new FormatException($"The store took in a version of '{key}' twice. The recorder must tell of each once, when it was taken in first.");
            if (versions.FirstOrDefault(version => WriterOf(version)?.Operation.Writes()?.Key != key) is { } stray)
                throw new FormatException($"The store took in '{stray}' for '{key}', but no write of that was recorded.");
        }

        _causality = new(() => new CausalOrder(this));
        _versions = new(() => new VersionOrder(this));
    }

    public ImmutableArray<Session> Sessions { get; }

    /// <summary>Key -> the versions in the store when all was quiet; a key that nobody looked at is missing, one that was absent has none.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Final { get; }

    /// <summary>Key -> its versions in the order in which the store took them in, where the recorder could see that (a simulator can).</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Installed { get; }

    /// <summary>Counter -> its value when all was quiet.</summary>
    public ImmutableDictionary<string, long> Counters { get; }

    /// <summary>Who wrote what before whom. Computed once, when first asked for.</summary>
    public CausalOrder Causality => _causality.Value;

    /// <summary>Which version of a key replaced which. Computed once, when first asked for.</summary>
    public VersionOrder Versions => _versions.Value;

    /// <summary>The write of a version; null when nobody wrote it.</summary>
    public Place? WriterOf(string version) => _writers.TryGetValue(version, out var place) ? place : null;

    /// <summary>Every write that took effect or may have, in the order of recording.</summary>
    public IEnumerable<(string Key, string Version, Place Place)> Writes() =>
        _writers.Select(writer => (writer.Value.Operation.Writes()!.Value.Key, writer.Key, writer.Value));

    public override string ToString() => Notation.Format(this);
}
