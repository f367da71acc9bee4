using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

/// <summary>What the metadata of a request over very many keys weighs on an edge of its DAG.</summary>
public class SessionSizeTests
{
    private const int Keys = 10_000;
    private const string Cache = "10.0.12.34:5101";

    // The stamp of a version written today has six bytes of time, of which the clock's varint takes seven.
    private const ulong Now = 1_795_600_000_000UL << 16;

    [Theory]
    [InlineData(SessionLevel.SingleKeyCausal)]
    [InlineData(SessionLevel.MultiKeyCausal)]
    [InlineData(SessionLevel.Causal)]
    public void Causal_session_carries_a_name_and_a_clock_for_each_key(SessionLevel level)
    {
        var session = (CausalSession)Session.Start(level);
        for (var i = 0; i < Keys; i++)
            session.Observe(Key(i), Capsule.Encode(MultiKeyCausal.Of(new Dot((ulong)i % 3, Now + (ulong)i), VectorClock.Bottom, DependencySet.Empty, new byte[100])));
        // Dependencies that the session has read itself say nothing new.
        session.Depend([new VersionEntry(Key(7), CausalContext.FromVectorClock(VectorClock.Of([new Dot(1, Now)])).Encode(), "")], isOpen: false, Cache, 1);
        var record = session.ToRecord();
        Assert.Equal(Keys, record.Reads.Count);
        Assert.Empty(record.Dependencies);
        Assert.InRange(record.MetadataBytes, Keys * 30L, Keys * 36L);
    }

    [Fact]
    public void Repeatable_read_carries_a_name_a_version_and_a_cache_for_each_key()
    {
        var session = (RepeatableReadSession)Session.Start(SessionLevel.RepeatableRead);
        for (var i = 0; i < Keys; i++)
            session.Observe(Key(i), VersionToken.Of(Capsule.Encode(new LastWriterWins(new Stamp(Now + (ulong)i, 1), new byte[100]))), Cache);
        Assert.InRange(session.ToRecord().MetadataBytes, Keys * 40L, Keys * 48L);
    }

    private static string Key(int i) => $"shop/cart/{i:0000}";
}
