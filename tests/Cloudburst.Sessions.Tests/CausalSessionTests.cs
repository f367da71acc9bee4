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
        session.Observe("a", Version(new Dot(1, 100)), "here");
        session.Observe("b", Version(new Dot(2, 200)), "here");
        var basis = session.BasisOf("a");
        Assert.Equal(One, basis.Context);
        Assert.Equal(Two, basis.Dependencies[Encoding.UTF8.GetBytes("b")]);
        Assert.Equal(VectorClock.Bottom, basis.Dependencies[Encoding.UTF8.GetBytes("a")]);
    }

    [Fact]
    public void Write_inherits_what_the_version_that_it_replaces_depended_on()
    {
        var session = Start(SessionLevel.Causal);
        session.Observe("a", Version(new Dot(1, 100), ("z", Two)), "here");
        Assert.Equal(Two, session.BasisOf("a").Dependencies[Encoding.UTF8.GetBytes("z")]);
        Assert.Empty(Start(SessionLevel.SingleKeyCausal, session.ToRecord()).BasisOf("a").Dependencies.Entries);
    }

    [Fact]
    public void Own_write_is_what_later_functions_must_see()
    {
        var session = Start(SessionLevel.MultiKeyCausal);
        session.Wrote("a", Two, session.BasisOf("a"), "here");
        var later = Start(SessionLevel.MultiKeyCausal, session.ToRecord());
        Assert.Equal(Two, Capsule.Decode<VectorClock>(later.ConstraintsFor(["a"]).Reads.Single().Version));
        Assert.Empty(later.ConstraintsFor(["b"]).Reads);
    }

    [Fact]
    public void Where_branches_meet_the_session_has_seen_what_both_have()
    {
        var left = Start(SessionLevel.Causal);
        left.Observe("a", Version(new Dot(1, 100)), "left");
        left.Settle("left", 3);
        var right = Start(SessionLevel.Causal);
        right.Observe("a", Version(new Dot(2, 200)), "right");
        right.Settle("right", 4);
        var join = Start(SessionLevel.Causal, left.ToRecord(), right.ToRecord()).ConstraintsFor(["a"]);
        Assert.Equal(One.Join(Two), Capsule.Decode<VectorClock>(join.Reads.Single().Version));
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
        session.Depend([new VersionEntry("z", Capsule.Encode(One), "")], isOpen: true, "here", 5);
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
                session.Observe("hot", capsule, "here");
            session.Observe($"other {writer}", Version(new Dot(writer, (1_000_000 + writer) << 16)), "here");
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

    private static byte[] Version(Dot dot, params (string Key, VectorClock Clock)[] dependencies) => Capsule.Encode(MultiKeyCausal.Of(
        dot, VectorClock.Bottom, DependencySet.Of(dependencies.Select(static d => new Dependency(Encoding.UTF8.GetBytes(d.Key), d.Clock))), new byte[1]));
}
