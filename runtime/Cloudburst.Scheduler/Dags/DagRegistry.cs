using System.Collections.Concurrent;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Dags;

/// <summary>
/// The registered DAGs. They live in the store, so that a DAG registered at one scheduler is known to all and survives every one of them
/// (Cloudburst, VLDB 2020, §4.3: "DAG topologies are the scheduler's only persistent metadata"); here is a copy that is looked at again when it is older than a second.
/// </summary>
internal sealed class DagRegistry(IKeyValueStore store, ExecutorDirectory executors, HybridClock clock, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Registers a DAG. The same one twice is no error.</summary>
    /// <returns>Why not, or <see langword="null"/>.</returns>
    /// <exception cref="KvsException">The store failed.</exception>
    public async Task<ErrorInfo?> RegisterAsync(DagTopology topology, CancellationToken cancellationToken)
    {
        if (DagValidator.Check(topology, executors.FindFunction) is { } broken)
            return broken;
        var key = ReservedKeys.Dag(topology.Name);
        var bytes = topology.ToByteArray();
        var versioned = await store.GetVersionedAsync(key, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (versioned.Entry.HasValue)
            {
                var registered = Capsule.LwwPayload(versioned.Entry.Capsule);
                if (registered.Span.SequenceEqual(bytes))
                    break;
                var version = DagTopology.Parser.ParseFrom(registered.Span).Version;
                if (version >= topology.Version)
                    return version > topology.Version ? Errors.DagIsOlder(topology.Name, topology.Version, version) : Errors.DagAlreadyExists(topology.Name);
            }
            // What it takes the place of must not come back as the later write.
            if (!versioned.Entry.IsAbsent)
                clock.Observe(Capsule.EpochOf(versioned.Entry.Capsule.Span));
            var capsule = Capsule.Encode(new LastWriterWins(clock.Next(), bytes));
            // Compare-and-set, not a join: of two DAGs that take one name at once, one must be told.
            var outcome = await store.CompareAndSetAsync(key, versioned.Version, capsule, cancellationToken).ConfigureAwait(false);
            if (outcome.Swapped)
                break;
            versioned = await store.GetVersionedAsync(key, cancellationToken).ConfigureAwait(false);
        }
        await store.JoinAsync(ReservedKeys.DagIndex, Capsule.Encode(GrowSet.Of([System.Text.Encoding.UTF8.GetBytes(topology.Name)])), null, cancellationToken).ConfigureAwait(false);
        Remember(topology.Name, bytes);
        return null;
    }

    /// <summary>Finds a DAG by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">A version that is registered, here or at another scheduler; an earlier copy is not enough.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KvsException">The store failed, and there is no copy.</exception>
    public ValueTask<RegisteredDag?> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(name, out var known) || known.Dag.Topology.Version < version)
            return new(LoadAsync(name, cancellationToken));
        if (time.GetElapsedTime(known.LookedAt) > Freshness)
        {
            // Calls go on with the copy meanwhile; a deletion elsewhere takes effect within a second or so.
            _known[name] = known with { LookedAt = time.GetTimestamp() };
            _ = RefreshAsync(name);
        }
        return new(known.Dag);
    }

    /// <summary>Deletes a DAG; its functions stay.</summary>
    /// <exception cref="KvsException">The store failed.</exception>
    public async Task<ErrorInfo?> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var key = ReservedKeys.Dag(name);
        var entry = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (!entry.HasValue)
            return Errors.DagNotFound(name);
        clock.Observe(Capsule.EpochOf(entry.Capsule.Span));
        await store.DeleteAsync(key, clock.Next(), null, cancellationToken).ConfigureAwait(false);
        _known.TryRemove(name, out _);
        return null;
    }

    /// <summary>Lists the registered DAGs, by name.</summary>
    /// <exception cref="KvsException">The store failed.</exception>
    public async Task<IReadOnlyList<DagTopology>> ListAsync(CancellationToken cancellationToken)
    {
        var index = await store.GetAsync(ReservedKeys.DagIndex, cancellationToken).ConfigureAwait(false);
        if (!index.HasValue)
            return [];
        var names = Capsule.Decode<GrowSet>(index.Capsule)
            .Select(element => System.Text.Encoding.UTF8.GetString(element.Span)).Order(StringComparer.Ordinal).ToArray();
        var entries = await store.GetManyAsync([.. names.Select(ReservedKeys.Dag)], cancellationToken).ConfigureAwait(false);
        return [.. entries.Where(entry => entry.HasValue).Select(entry => DagTopology.Parser.ParseFrom(Capsule.LwwPayload(entry.Capsule).Span))];
    }

    private async Task<RegisteredDag?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var entry = await store.GetAsync(ReservedKeys.Dag(name), cancellationToken).ConfigureAwait(false);
        if (!entry.HasValue)
        {
            _known.TryRemove(name, out _);
            return null;
        }
        return Remember(name, Capsule.LwwPayload(entry.Capsule).ToArray());
    }

    private async Task RefreshAsync(string name)
    {
        try
        {
            await LoadAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KvsException)
        {
            // The copy serves until the store is back; the next look is a second away.
        }
    }

    private RegisteredDag Remember(string name, byte[] bytes)
    {
        var dag = _known.TryGetValue(name, out var known) && known.Bytes.AsSpan().SequenceEqual(bytes)
            ? known.Dag
            : new RegisteredDag(DagTopology.Parser.ParseFrom(bytes));
        _known[name] = new Known(dag, bytes, time.GetTimestamp());
        return dag;
    }

    private sealed record Known(RegisteredDag Dag, byte[] Bytes, long LookedAt);
}
