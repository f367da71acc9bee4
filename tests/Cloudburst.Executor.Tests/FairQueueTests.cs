using Cloudburst.Executor.Runs;

namespace Cloudburst.Executor.Tests;

public sealed class FairQueueTests
{
    private readonly FairQueue _queue = new();

    [Fact]
    public void Calls_of_one_client_keep_their_order()
    {
        Enqueue(client: 1, CallPriority.Normal, "a", "b", "c");
        Assert.Equal("a b c", Drain());
    }

    [Fact]
    public void Clients_take_turns()
    {
        Enqueue(client: 1, CallPriority.Normal, "a1", "a2", "a3", "a4");
        Enqueue(client: 2, CallPriority.Normal, "b1", "b2");
        Enqueue(client: 3, CallPriority.Normal, "c1");
        Assert.Equal("a1 b1 c1 a2 b2 a3 a4", Drain());
    }

    [Fact]
    public void Client_that_comes_late_does_not_wait_for_all_the_calls_of_another()
    {
        Enqueue(client: 1, CallPriority.Normal, [.. Enumerable.Range(0, 10_000).Select(static i => $"a{i}")]);
        Enqueue(client: 2, CallPriority.Normal, "b");
        Assert.True(_queue.TryDequeue(out _));
        Assert.True(_queue.TryDequeue(out var second));
        Assert.Equal("b", ((Work)second).Name);
    }

    [Fact]
    public void Higher_priorities_get_four_turns_for_one_of_the_next_and_nobody_starves()
    {
        foreach (var priority in Enum.GetValues<CallPriority>())
            Enqueue(client: (ulong)priority, priority, [.. Enumerable.Range(0, 1_000).Select(_ => priority.ToString())]);
        var turns = Enumerable.Range(0, 210).Select(_ => _queue.TryDequeue(out var work) ? ((Work)work).Name : "").CountBy(static name => name).ToDictionary();
        Assert.Equal((160, 40, 10), (turns["High"], turns["Normal"], turns["Low"]));
    }

    [Fact]
    public void Time_without_calls_of_a_priority_is_no_credit_for_it()
    {
        Enqueue(client: 1, CallPriority.Normal, [.. Enumerable.Range(0, 100).Select(static _ => "normal")]);
        for (var i = 0; i < 90; i++)
            Assert.True(_queue.TryDequeue(out _));
        Enqueue(client: 2, CallPriority.Low, "low", "low");
        Enqueue(client: 3, CallPriority.High, "high", "high");
        Assert.StartsWith("high high normal normal", Drain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Share_is_the_same_for_all_who_wait()
    {
        Assert.False(_queue.HasItsShare(client: 1, places: 4));
        Enqueue(client: 1, CallPriority.Normal, "a", "a", "a", "a");
        Assert.True(_queue.HasItsShare(client: 1, places: 4));
        Assert.False(_queue.HasItsShare(client: 2, places: 4));
        Enqueue(client: 2, CallPriority.High, "b");
        Enqueue(client: 2, CallPriority.Low, "b");
        Assert.True(_queue.HasItsShare(client: 2, places: 4));
        Drain();
        Assert.False(_queue.HasItsShare(client: 1, places: 4));
    }

    private void Enqueue(ulong client, CallPriority priority, params string[] names)
    {
        foreach (var name in names)
            _queue.Enqueue(new Work(name, new Caller(client, priority)));
    }

    private string Drain()
    {
        var names = new List<string>();
        while (_queue.TryDequeue(out var work))
            names.Add(((Work)work).Name);
        return string.Join(' ', names);
    }

    private sealed record Work(string Name, Caller Caller) : IWork
    {
        public void Execute()
        {
        }
    }
}
