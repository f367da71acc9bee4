using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

/// <summary>A store and the cache beside it: writers write to the store, and the cache hears of it when a test says so.</summary>
internal sealed class FakeStore : ISettledCache
{
    private readonly Dictionary<string, byte[]> _store = [];
    private readonly Dictionary<string, CachedVersion> _cache = [];
    private ulong _time = 1;

    public long SettledUpTo { get; set; }

    public long Arrivals { get; private set; }

    public List<string> StoreReads { get; } = [];

    public int Barriers { get; private set; }

    /// <summary>Writes a version that has seen what is there and depends on others.</summary>
    public VectorClock Write(string key, string value, params (string Key, VectorClock Clock)[] dependencies)
    {
        var context = _store.TryGetValue(key, out var stored) ? Capsule.Decode<MultiKeyCausal>(stored).Clock : VectorClock.Bottom;
        var stamp = new Stamp(_time++ << 16, 1);
        var set = DependencySet.Of(dependencies.Select(static dependency => new Dependency(Encoding.UTF8.GetBytes(dependency.Key), dependency.Clock)));
        var capsule = CausalWrites.Encode(SessionLevel.Causal, stamp, new CausalBasis(context, set), Encoding.UTF8.GetBytes(value), CausalLimits.Default);
        _store[key] = stored is null ? capsule : Join(stored, capsule);
        return Capsule.Decode<MultiKeyCausal>(_store[key]).Clock;
    }

    public void Put(string key, byte[] capsule) => _store[key] = capsule;

    public bool TryReadBytes(string key, out byte[] capsule) => _store.TryGetValue(key, out capsule!);

    public void Remove(string key) => _store.Remove(key);

    /// <summary>The cache hears of a key.</summary>
    public void Push(string key) => _cache[key] = new CachedVersion(_store[key], ++Arrivals);

    public bool Newest(string key, out ReadOnlyMemory<byte> capsule)
    {
        var found = _cache.TryGetValue(key, out var version);
        capsule = version.Capsule;
        return found;
    }

    public bool TryTake(string key, out CachedVersion version) => _cache.TryGetValue(key, out version);

    public ReadOnlyMemory<byte> ReadStore(string key)
    {
        StoreReads.Add(key);
        if (!_store.TryGetValue(key, out var capsule))
            return default;
        Push(key);
        return capsule;
    }

    /// <summary>The cache hears of everything that it holds.</summary>
    public void PassBarrier()
    {
        Barriers++;
        var upTo = Arrivals;
        foreach (var key in _cache.Keys.ToList())
        {
            if (!_cache[key].Capsule.Span.SequenceEqual(_store[key]))
                Push(key);
        }
        SettledUpTo = upTo;
    }

    /// <summary>Drives a read that looks at dependencies.</summary>
    public CausalRead Read(SessionLevel level, SessionRecord session, params string[] keys)
    {
        var read = new CausalRead(level, keys, session, new Stamp(_time << 16, 1), CausalLimits.Default);
        while (read.Next(Newest) is { Count: > 0 } missing)
        {
            foreach (var key in missing)
                read.Supply(key, ReadStore(key));
        }
        return read;
    }

    /// <summary>Drives a read beside a feed.</summary>
    /// <param name="session">What is known of the session.</param>
    /// <param name="meanwhile">What others do before and after each step.</param>
    /// <param name="keys">The keys.</param>
    public SettledRead ReadSettled(SessionRecord session, Action? meanwhile, params string[] keys)
    {
        var read = new SettledRead(SessionLevel.Causal, keys, session, "here");
        while (read.Next(this) is { IsDone: false } step)
        {
            meanwhile?.Invoke();
            if (step.IsBarrier)
            {
                PassBarrier();
                read.Passed();
            }
            foreach (var key in step.Keys)
                read.Supply(key, ReadStore(key), Arrivals);
            meanwhile?.Invoke();
        }
        return read;
    }

    public static string? ValueOf(ReadOnlyMemory<byte> capsule) =>
        capsule.IsEmpty ? null : Encoding.UTF8.GetString(Capsule.Decode<MultiKeyCausal>(capsule).Pick()!.Payload.Span);

    private static byte[] Join(byte[] stored, byte[] capsule) =>
        Capsule.Encode(Capsule.Decode<MultiKeyCausal>(stored).Join(Capsule.Decode<MultiKeyCausal>(capsule)));
}
