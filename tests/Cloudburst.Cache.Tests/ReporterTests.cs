using System.Collections.Concurrent;
using Cloudburst.Cache.Tests.Support;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache.Tests;

public sealed class ReporterTests
{
    [Fact]
    public async Task Scheduler_is_told_everything_first_and_then_only_what_changes()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("a", Values.Text("a"));
        var scheduler = new Scheduler();
        await using var reporter = Report(cache, scheduler);

        await Eventually.True(() => scheduler.Knows("a"), "the first report has arrived");
        Assert.True(scheduler.Reports.First().Complete);
        Assert.Equal(cache.NodeId, scheduler.Reports.First().NodeId);
        Assert.Equal((await executor.ReadAsync("a")).Length, scheduler.Keys["a"]);

        await executor.JoinAsync("b", Values.Text("b"));
        await Eventually.True(() => scheduler.Knows("b"), "the new key was reported");
        await executor.DeleteAsync("a");
        await Eventually.True(() => !scheduler.Knows("a"), "the deleted key was reported");
        Assert.Single(scheduler.Reports, report => report.Complete);
        Assert.All(scheduler.Reports.Skip(1), report => Assert.Equal(1, report.Added.Count + report.Removed.Count));
        Assert.Empty(reporter.DisconnectedSchedulers);
    }

    [Fact]
    public async Task Scheduler_is_told_of_evicted_keys_and_of_values_that_have_grown()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = 100_000 });
        var scheduler = new Scheduler();
        await using var reporter = Report(cache, scheduler);
        await executor.JoinAsync("grows", Values.Text("small"));
        await Eventually.True(() => scheduler.Knows("grows"), "the key was reported");

        await executor.JoinAsync("grows", Values.Text(new string('x', 50_000)));
        await Eventually.True(() => scheduler.Keys["grows"] > 50_000, "the new size was reported");
        for (var i = 0; i < 20; i++)
            await executor.JoinAsync($"other{i}", Values.Text(new string('x', 20_000)));

        await Eventually.True(() => !scheduler.Knows("grows"), "the evicted key was reported");
        await Eventually.True(() => scheduler.Keys.Count == cache.Statistics.Keys, "the scheduler knows exactly what is cached");
    }

    [Fact]
    public async Task Scheduler_that_comes_back_is_told_everything_again()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();
        var scheduler = new Scheduler();
        await using var reporter = Report(cache, scheduler);
        await executor.JoinAsync("a", Values.Text("a"));
        await Eventually.True(() => scheduler.Knows("a"), "the key was reported");

        await scheduler.ForgetAsync();

        await Eventually.True(() => scheduler.Knows("a"), "the key was reported again");
    }

    [Fact]
    public async Task Too_many_keys_are_reported_by_size()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();
        for (var i = 1; i <= 20; i++)
            await executor.JoinAsync($"k{i}", Values.Text(new string('x', i * 100)));
        var scheduler = new Scheduler();
        await using var reporter = Report(cache, scheduler, maxKeys: 5);

        await Eventually.True(() => !scheduler.Keys.IsEmpty, "the first report has arrived");

        Assert.Equal(["k16", "k17", "k18", "k19", "k20"], scheduler.Keys.Keys.Order());
    }

    private static CacheIndexReporter Report(NodeCache cache, Scheduler scheduler, int maxKeys = 100)
    {
        var reporter = new CacheIndexReporter(
            cache, [new InProcessConnector<CacheReport, CacheReportAck>(scheduler)],
            options: new CacheIndexReporterOptions { MaxKeys = maxKeys, Interval = TimeSpan.FromMilliseconds(10) });
        reporter.Start();
        return reporter;
    }

    private sealed class Scheduler : ILinkEndpoint<CacheReportAck, CacheReport>, ILinkReceiver<CacheReport>
    {
        private ILink<CacheReportAck>? _peer;

        public ConcurrentQueue<CacheReport> Reports { get; } = new();

        public ConcurrentDictionary<string, long> Keys { get; } = new();

        public bool Knows(string key) => Keys.ContainsKey(key);

        public ILinkReceiver<CacheReport> Accept(ILink<CacheReportAck> peer)
        {
            _peer = peer;
            return this;
        }

        public void OnReceived(CacheReport frame)
        {
            Reports.Enqueue(frame);
            if (frame.Complete)
                Keys.Clear();
            foreach (var key in frame.Added)
                Keys[key.Key] = key.Bytes;
            foreach (var key in frame.Removed)
                Keys.TryRemove(key, out _);
            _peer!.TrySend(new CacheReportAck());
        }

        public void OnClosed(Exception? error) => Keys.Clear();

        public async Task ForgetAsync() => await _peer!.DisposeAsync();
    }
}
