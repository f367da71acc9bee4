using Cloudburst.Lattices;
using Cloudburst.Sessions;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Drives reads at the causal levels: <see cref="SettledRead"/> while the feed is there, <see cref="CausalRead"/> otherwise and for single keys.</summary>
internal sealed class CausalReads(CacheNode cache) : ISettledCache
{
    public long SettledUpTo => cache.Feed.SettledUpTo;

    public long Arrivals => cache.Table.Arrivals;

    public void Read(CacheRead read, Action<object?> answer)
    {
        if (read.Level != SessionLevel.SingleKeyCausal && cache.Feed.IsConnected)
            GoOn(new SettledRead(read.Level, read.Keys, read.Constraints, cache.Name), read, answer);
        else
            ReadByDependencies(read, answer);
    }

    public bool TryTake(string key, out CachedVersion version)
    {
        version = default;
        if (cache.Table.Find(key) is not { Value: { } value } entry || entry.ExactIn != cache.Feed.Epoch)
            return false;
        version = new CachedVersion(value, entry.Arrival);
        return true;
    }

    private void GoOn(SettledRead protocol, CacheRead read, Action<object?> answer)
    {
        var step = protocol.Next(this);
        if (step.IsDone)
        {
            answer(protocol.Problem is null
                ? new CacheValues([.. protocol.Results], cache.Name, cache.Incarnation) { Settled = true, Arrival = protocol.Arrival }
                : null);
        }
        else if (step.IsBarrier)
        {
            cache.Feed.Pass(holds =>
            {
                if (!holds)
                {
                    ReadByDependencies(read, answer);
                    return;
                }

                protocol.Passed();
                GoOn(protocol, read, answer);
            });
        }
        else
        {
            cache.ReadStore([.. step.Keys], capsules =>
            {
                if (capsules is null)
                {
                    answer(null);
                    return;
                }

                for (var i = 0; i < step.Keys.Count; i++)
                    protocol.Supply(step.Keys[i], capsules.Value[i], Arrivals);
                GoOn(protocol, read, answer);
            });
        }
    }

    private void ReadByDependencies(CacheRead read, Action<object?> answer)
    {
        var isForeign = !cache.IsWrong(Flaw.ForgetsOtherCaches) && read.Constraints.Sources.Any(source => source.Cache != cache.Name || source.Arrival > 0);
        var constraints = read.Constraints with { IsOpen = isForeign || read.Constraints.IsOpen };
        GoOn(new CausalRead(read.Level, read.Keys, constraints, cache.Clock.Next(), CausalLimits.Default), answer);
    }

    private void GoOn(CausalRead protocol, Action<object?> answer)
    {
        var keys = protocol.Next(Newest);
        if (keys.Count > 0)
        {
            cache.ReadStore([.. keys], capsules =>
            {
                if (capsules is null)
                {
                    answer(null);
                    return;
                }

                for (var i = 0; i < keys.Count; i++)
                    protocol.Supply(keys[i], capsules.Value[i]);
                GoOn(protocol, answer);
            });
            return;
        }

        answer(protocol.Problem is null
            ? new CacheValues([.. protocol.Results], cache.Name, cache.Incarnation) { Dependencies = protocol.Dependencies, IsOpen = protocol.IsOpen }
            : null);
        if (protocol.Problem is null && protocol.Unknown.Count > 0)
            cache.ReadStore([.. protocol.Unknown], static _ => { });
    }

    private bool Newest(string key, out ReadOnlyMemory<byte> capsule)
    {
        capsule = cache.Table.Find(key)?.Value ?? default;
        return cache.Table.Find(key)?.Value is not null;
    }
}
