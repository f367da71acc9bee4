using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

public class CausalSessionTests
{
    private static readonly VectorClock One = VectorClock.Of([new Dot(1, 100)]);
    private static readonly VectorClock Two = VectorClock.Of([new Dot(2, 200)]);

    [Fact]
    public void Write_follows_the_version_that_was_read_and_depends_on_the_others()
    {
        var session = Start(SessionLevel.Causal);
        session.Observe("a", Version(new Dot(1, 100)));
        session.Observe("b", Version(new Dot(2, 200)));
        var basis = session.BasisOf("a");
        Assert.Equal<CausalContext>(One, basis.Context);
        Assert.Equal(Two, basis.Dependencies[Encoding.UTF8.GetBytes("b")]);
        Assert.Equal(VectorClock.Bottom, basis.Dependencies[Encoding.UTF8.GetBytes("a")]);
    }

    [Fact]
    public void Write_inherits_what_the_version_that_it_replaces_depended_on()
    {
        var session = Start(SessionLevel.Causal);
        session.Observe("a", Version(new Dot(1, 100), ("z", Two)));
        Assert.Equal(Two, session.BasisOf("a").Dependencies[Encoding.UTF8.GetBytes("z")]);
        Assert.Empty(Start(SessionLevel.SingleKeyCausal, session.ToRecord()).BasisOf("a").Dependencies.Entries);
    }

    [Theory]
    [InlineData(SessionLevel.MultiKeyCausal)]
    [InlineData(SessionLevel.Causal)]
    public void Write_in_a_later_function_inherits_that_too_and_replaces_no_more_than_was_read(SessionLevel level)
    {
        var first = Start(level);
        first.Observe("a", Version(new Dot(1, 100), ("z", Two)));
        Assert.False(first.LacksDependencies("a"));
        var later = Start(level, first.ToRecord());
        Assert.True(later.LacksDependencies("a"));
        Assert.False(later.LacksDependencies("b"));

        // By then the key may have been written again.
        later.Inherit("a", Capsule.Encode(MultiKeyCausal.Of(
            new Dot(2, 300), One, DependencySet.Of(new Dependency(Encoding.UTF8.GetBytes("z"), Two)), new byte[1])));
        Assert.False(later.LacksDependencies("a"));
        var basis = later.BasisOf("a");
        Assert.Equal<CausalContext>(One, basis.Context);
        Assert.Equal(Two, basis.Dependencies[Encoding.UTF8.GetBytes("z")]);
        Assert.False(Start(SessionLevel.SingleKeyCausal, first.ToRecord()).LacksDependencies("a"));
    }

    [Fact]
    public void Own_write_is_what_later_functions_must_see()
    {
        var session = Start(SessionLevel.MultiKeyCausal);
        session.Wrote("a", CausalContext.Empty.With(new Dot(2, 200)), session.BasisOf("a"));
        var later = Start(SessionLevel.MultiKeyCausal, session.ToRecord());
        Assert.Equal<CausalContext>(Two, CausalContext.Decode(later.ConstraintsFor(["a"]).Reads.Single().Version));
        Assert.Empty(later.ConstraintsFor(["b"]).Reads);
    }

    [Theory]
    [InlineData(SessionLevel.SingleKeyCausal)]
    [InlineData(SessionLevel.Causal)]
    public void Second_write_replaces_the_first_and_not_what_the_same_cache_wrote_for_others_in_between(SessionLevel level)
    {
        var start = Start(level);
        start.Observe("a", Encode(level, start, 100, 0));
        var stored = Encode(level, start, 101, 1);

        // Another request writes before this one's first write, another between the two, and this one's functions run on two machines.
        var others = Encode(level, Start(level, start.ToRecord()), 102, 2);
        var first = Encode(level, start, 103, 3);
        var between = Encode(level, Start(level), 104, 4);
        var later = Start(level, start.ToRecord());
        var second = Encode(level, later, 105, 5);
        foreach (var version in (byte[][])[others, first, between, second])
            stored = Join(stored, version);
        Assert.Equal([2, 4, 5], PayloadsOf(stored));

        // Who reads it has seen all of it.
        later.Observe("a", stored);
        Assert.Equal([6], PayloadsOf(Join(stored, Encode(level, later, 106, 6))));
    }

    [Fact]
    public void What_a_session_knows_of_its_own_writes_stays_bounded()
    {
        var session = Start(SessionLevel.Causal);
        var last = Array.Empty<byte>();
        for (ulong counter = 1; counter <= 500; counter++)
            last = Encode(SessionLevel.Causal, session, counter * 10, 0);
        var context = Capsule.Decode<MultiKeyCausal>(last).Siblings.Single().Context;
        Assert.Equal(CausalLimits.Default.MaxOwnVersions, context.Beyond.Length);
        Assert.True(context.Contains(new Dot(1, 4990)));
        Assert.InRange(session.ToRecord().Reads.Single().Version.Length, 1, 2_000);
    }

    [Fact]
    public void Where_branches_meet_the_session_has_seen_what_both_have()
    {
        var left = Start(SessionLevel.Causal);
        left.Observe("a", Version(new Dot(1, 100)));
        left.Settle("left", 3);
        var right = Start(SessionLevel.Causal);
        right.Observe("a", Version(new Dot(2, 200)));
        right.Settle("right", 4);
        var join = Start(SessionLevel.Causal, left.ToRecord(), right.ToRecord()).ConstraintsFor(["a"]);
        Assert.Equal<CausalContext>(One.Join(Two), CausalContext.Decode(join.Reads.Single().Version));
        Assert.Equal([new SessionSource("left", 3), new SessionSource("right", 4)], join.Sources.OrderBy(static source => source.Cache));
    }

    [Fact]
    public void Cache_that_shows_all_of_it_is_the_sessions_only_source_from_then_on()
    {
        var session = Start(SessionLevel.Causal, SessionRecord.Empty with { Sources = [new SessionSource("there", 9)] });
        session.Settle("here", 5);
        session.Settle("here", 4);
        Assert.Equal([new SessionSource("here", 5)], session.ConstraintsFor([]).Sources);
        Assert.False(session.ConstraintsFor([]).IsOpen);
    }

    [Theory]
    [InlineData(SessionLevel.SingleKeyCausal)]
    [InlineData(SessionLevel.MultiKeyCausal)]
    public void Promises_of_one_cache_stay_in_its_function(SessionLevel level)
    {
        var session = Start(level);
        session.Depend([new VersionEntry("z", CausalContext.FromVectorClock(One).Encode(), "")], isOpen: true, "here", 5);
        var record = session.ToRecord();
        Assert.Empty(record.Dependencies);
        Assert.Empty(record.Sources);
        Assert.False(record.IsOpen);
    }

    [Fact]
    public void Metadata_of_a_hot_key_stays_bounded()
    {
        var limits = CausalLimits.Default;
        var capsule = Array.Empty<byte>();
        for (ulong writer = 1; writer <= 500; writer++)
        {
            var session = Start(SessionLevel.Causal);
            if (capsule.Length > 0)
                session.Observe("hot", capsule);
            session.Observe($"other {writer}", Version(new Dot(writer, (1_000_000 + writer) << 16)));
            capsule = CausalWrites.Encode(SessionLevel.Causal, new Stamp((1_000_000 + writer) << 16, writer), session.BasisOf("hot"), new byte[8], limits);
        }
        var hot = Capsule.Decode<MultiKeyCausal>(capsule);
        Assert.Equal(limits.MaxClockEntries, hot.Clock.Entries.Count);
        Assert.Equal(limits.MaxDependencies, hot.Dependencies.Entries.Count);
    }

    [Fact]
    public void Dependencies_beyond_the_horizon_are_forgotten()
    {
        var now = new Stamp(10_000_000UL << 16, 1);
        var old = VectorClock.Of([new Dot(7, (10_000_000UL - 301_000) << 16)]);
        var recent = VectorClock.Of([new Dot(7, (10_000_000UL - 299_000) << 16)]);
        var basis = new CausalBasis(VectorClock.Bottom, DependencySet.Of([new Dependency("old"u8.ToArray(), old), new Dependency("recent"u8.ToArray(), recent)]));
        var written = Capsule.Decode<MultiKeyCausal>(CausalWrites.Encode(SessionLevel.Causal, now, basis, new byte[1], CausalLimits.Default));
        Assert.Equal("recent"u8.ToArray(), Assert.Single(written.Dependencies.Entries).Key.ToArray());
    }

    private static CausalSession Start(SessionLevel level, params SessionRecord[] upstream) => (CausalSession)Session.Start(level, upstream);

    /// <summary>Writes as the cache does.</summary>
    private static byte[] Encode(SessionLevel level, CausalSession session, ulong counter, byte payload)
    {
        var basis = session.BasisOf("a");
        var capsule = CausalWrites.Encode(level, new Stamp(counter, 1), basis, new[] { payload }, CausalLimits.Default);
        session.Wrote("a", CausalContext.Empty.With(new Dot(1, counter)), basis);
        return capsule;
    }

    private static byte[] Join(byte[] stored, byte[] incoming)
    {
        var merged = new System.Buffers.ArrayBufferWriter<byte>();
        return Capsule.Join(stored, incoming, merged) == JoinResult.TakeIncoming ? incoming : merged.WrittenSpan.ToArray();
    }

    private static IEnumerable<int> PayloadsOf(byte[] capsule) =>
        (Capsule.TagOf(capsule) == LatticeTag.SingleKeyCausal ? Capsule.Decode<SingleKeyCausal>(capsule).Siblings : Capsule.Decode<MultiKeyCausal>(capsule).Siblings)
            .Select(static sibling => (int)sibling.Payload.Span[0]).Order();

    private static byte[] Version(Dot dot, params (string Key, VectorClock Clock)[] dependencies) => Capsule.Encode(MultiKeyCausal.Of(
        dot, VectorClock.Bottom, DependencySet.Of(dependencies.Select(static d => new Dependency(Encoding.UTF8.GetBytes(d.Key), d.Clock))), new byte[1]));
}
