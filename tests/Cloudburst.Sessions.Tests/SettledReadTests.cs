using System.Globalization;

namespace Cloudburst.Sessions.Tests;

/// <summary>Reads beside a feed that can be waited for.</summary>
public class SettledReadTests
{
    private static readonly SessionRecord FromElsewhere = SessionRecord.Empty with { Sources = [new SessionSource("elsewhere", 7)] };
    private readonly FakeStore _store = new();

    [Fact]
    public void One_cached_value_needs_neither_store_nor_barrier()
    {
        _store.Write("a", "1");
        _store.Push("a");
        Assert.Equal(["1"], Values(_store.ReadSettled(SessionRecord.Empty, null, "a")));
        Assert.Equal((0, 0), (_store.Barriers, _store.StoreReads.Count));
    }

    [Fact]
    public void Session_from_another_cache_sees_what_anybody_could_have_seen_there()
    {
        _store.Write("post", "old");
        _store.Push("post");
        _store.Write("post", "new");
        Assert.Equal(["new"], Values(_store.ReadSettled(FromElsewhere, null, "post")));
        Assert.Equal(1, _store.Barriers);
    }

    [Fact]
    public void Value_that_has_just_arrived_is_settled_before_the_next_read()
    {
        _store.Write("post", "old");
        _store.Push("post");
        _store.Write("reply", "to new", ("post", _store.Write("post", "new")));
        _store.Push("reply");
        var reply = _store.ReadSettled(SessionRecord.Empty, null, "reply");
        Assert.Equal(0, _store.Barriers);
        var session = SessionRecord.Empty with { Sources = [new SessionSource("here", reply.Arrival)] };
        Assert.Equal(["new"], Values(_store.ReadSettled(session, null, "post")));
        Assert.Equal(1, _store.Barriers);
        Assert.Equal(["to new"], Values(_store.ReadSettled(session, null, "reply")));
        Assert.Equal(1, _store.Barriers);
    }

    [Fact]
    public void Several_values_are_a_cut_although_others_write_all_the_time()
    {
        _store.Write("post", "0");
        _store.Push("post");
        _store.Write("reply", "0");
        _store.Push("reply");
        var n = 0;
        for (var i = 0; i < 50; i++)
        {
            var writes = i % 4;
            var read = _store.ReadSettled(SessionRecord.Empty, () =>
            {
                if (writes-- <= 0)
                    return;
                n++;
                var text = n.ToString(CultureInfo.InvariantCulture);
                _store.Write("reply", text, ("post", _store.Write("post", text)));
                // The reply is heard of, the post it answers is not.
                _store.Push("reply");
            }, "post", "reply");
            var values = Values(read).ToList();
            Assert.True(int.Parse(values[1]!, CultureInfo.InvariantCulture) <= int.Parse(values[0]!, CultureInfo.InvariantCulture), $"reply {values[1]} beside post {values[0]}");
        }
    }

    [Fact]
    public void Keys_that_never_rest_are_given_up()
    {
        _store.Write("a", "0");
        _store.Push("a");
        _store.Write("b", "0");
        _store.Push("b");
        var read = _store.ReadSettled(SessionRecord.Empty, () =>
        {
            _store.Write("a", "x");
            _store.Push("a");
        }, "a", "b");
        Assert.Equal(CausalReadProblemKind.Unsettled, read.Problem!.Kind);
    }

    [Fact]
    public void What_the_store_has_lost_ends_the_attempt()
    {
        var seen = _store.Write("a", "lost");
        _store.Remove("a");
        var session = new SessionRecord([new VersionEntry("a", Lattices.CausalContext.FromVectorClock(seen).Encode(), "")], [], IsOpen: false);
        Assert.Equal(CausalReadProblemKind.Lost, _store.ReadSettled(session, null, "a").Problem!.Kind);
    }

    private static IEnumerable<string?> Values(SettledRead read)
    {
        Assert.Null(read.Problem);
        return read.Results.Select(FakeStore.ValueOf);
    }
}
