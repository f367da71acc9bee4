using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

public sealed class CacheLocationsTests
{
    private readonly Machines _machines = new();
    private readonly CacheLocations _caches;

    public CacheLocationsTests() => _caches = new CacheLocations(_machines);

    [Fact]
    public void Reports_add_change_and_remove_copies()
    {
        Report("n0", "link", added: [("a", 1), ("b", 2)]);
        Report("n1", "link", added: [("a", 3)]);
        Assert.Equal([("n0", 1L), ("n1", 3L)], CopiesOf("a"));

        Report("n0", "link", added: [("a", 9)], removed: ["b", "never there"]);
        Assert.Equal([("n0", 9L), ("n1", 3L)], CopiesOf("a"));
        Assert.Empty(CopiesOf("b"));
    }

    [Fact]
    public void A_complete_report_replaces_what_was_known()
    {
        Report("n0", "link", added: [("a", 1), ("b", 2)]);
        Report("n0", "link", complete: true, added: [("b", 5)]);
        Assert.Empty(CopiesOf("a"));
        Assert.Equal([("n0", 5L)], CopiesOf("b"));
    }

    [Fact]
    public void An_old_link_that_closes_late_takes_nothing_from_the_new_one()
    {
        Report("n0", "old", added: [("a", 1)]);
        Report("n0", "new", complete: true, added: [("a", 2)]);
        _caches.Forget("n0", "old");
        Assert.Equal([("n0", 2L)], CopiesOf("a"));
        _caches.Forget("n0", "new");
        Assert.Empty(CopiesOf("a"));
    }

    [Fact]
    public void Summaries_count_keys_and_bytes_of_each_cache()
    {
        Report("n1", "link", added: [("a", 3)]);
        Report("n0", "link", added: [("a", 1), ("b", 2)]);
        Report("n0", "link", added: [("a", 9)], removed: ["b", "never there"]);
        Assert.Equal([("n0", 1L, 9L), ("n1", 1L, 3L)], _caches.Summarize().Select(cache => (cache.NodeId, cache.Keys, cache.Bytes)));

        Report("n0", "link", complete: true, added: [("c", 5)]);
        _caches.Forget("n1", "link");
        Assert.Equal([("n0", 1L, 5L)], _caches.Summarize().Select(cache => (cache.NodeId, cache.Keys, cache.Bytes)));
    }

    [Fact]
    public void Machines_that_come_and_go_use_up_no_numbers()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Report($"n{i}", "link", added: [("a", 1)]);
            _caches.Forget($"n{i}", "link");
        }
        Assert.Equal(1, _machines.Count);
    }

    private void Report(string node, string link, (string Key, long Bytes)[] added, string[]? removed = null, bool complete = false)
    {
        var report = new CacheReport { NodeId = node, Complete = complete };
        report.Added.AddRange(added.Select(key => new CachedKey { Key = key.Key, Bytes = key.Bytes }));
        report.Removed.AddRange(removed ?? []);
        _caches.Apply(report, string.Intern(link));
    }

    private (string Node, long Bytes)[] CopiesOf(string key) =>
        [.. _caches.CopiesOf(key).ToArray().Select(copy => (copy.Machine.NodeId, copy.Bytes)).Order()];
}
