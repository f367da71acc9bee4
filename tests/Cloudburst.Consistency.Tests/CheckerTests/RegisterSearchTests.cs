using System.Collections.Immutable;
using System.Diagnostics;
using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.Models;
using CsCheck;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>The search behind linearizability: it agrees with trying every order, and copes with thousands of operations.</summary>
public class RegisterSearchTests
{
    private static readonly LinearizabilityChecker Checker = new() { Judged = _ => true };

    [Fact]
    public void Search_agrees_with_trying_every_order()
    {
        var (good, bad) = (0, 0);
        Gen.Select(Gen.Int[1, 6], Gen.Int).Select((operations, seed) => Anything(operations, new Random(seed))).Sample(history =>
        {
            var operations = history.Sessions.Select(session => session.Places.Single().Operation).ToList();
            var expected = AnyOrderFits(operations, null);
            Assert.True(expected == (Checker.Check(history).Count == 0), $"Linearizable: {expected}\n{history}");
            (good, bad) = expected ? (good + 1, bad) : (good, bad + 1);
        }, iter: 20_000, threads: 1);
        Assert.True(good > 500 && bad > 500, $"{good} linearizable, {bad} not");
    }

    [Theory]
    [InlineData(5_000, 10)]
    [InlineData(2_000, 40)]
    public void Thousands_of_operations_are_judged(int operations, int overlap)
    {
        var history = new AtomicRegister(seed: 7).Run(operations, overlap);
        Assert.Empty(Checker.Check(history));

        // One stale read near the end: everything before it must be put in order first.
        var reads = history.Sessions.SelectMany(session => session.Places).Where(place => place.Operation is Read { Got: var got } && !got["x"].IsEmpty).ToList();
        var first = ((Read)reads[0].Operation).Got["x"];
        Assert.Single(Checker.Check(HistoryTests.RandomHistories.WithRead(history, reads[^1], "x", first)));
    }

    /// <summary>A handful of operations on one key with any times and any answers.</summary>
    private static History Anything(int count, Random random)
    {
        var recorder = new HistoryRecorder();
        string[] versions = [.. Enumerable.Range(0, count).Select(i => $"v{i}")];
        for (var i = 0; i < count; i++)
        {
            var invocation = recorder.Begin($"s{i}", Level.Linearizable).Invocation("f");
            long start = random.Next(12);
            long? end = start + random.Next(1, 8);
            // Version i is written by operation i, if that is a write.
            var any = random.Next(4) == 0 ? null : versions[random.Next(count)];
            switch (random.Next(6))
            {
                case 0 or 1:
                    invocation.Write(start, random.Next(5) == 0 ? null : end, "x", versions[i]);
                    break;
                case 2 or 3:
                    invocation.Read(start, end.Value, ("x", any is null ? ImmutableArray<string>.Empty : [any]));
                    break;
                default:
                    bool? succeeded = random.Next(5) switch { 0 => null, 1 or 2 => false, _ => true };
                    invocation.CompareAndSet(start, succeeded is null ? null : end, "x", any == versions[i] ? null : any, versions[i], succeeded);
                    break;
            }
        }

        return recorder.Build();
    }

    /// <summary>The definition: some order of all answered operations and of any of the unanswered ones.</summary>
    private static bool AnyOrderFits(List<Operation> left, string? state)
    {
        if (left.TrueForAll(operation => operation.End is null))
            return true;
        return left.Exists(next => !left.Exists(other => other.IsBefore(next)) && After(next, state) is var (fits, after) && fits && AnyOrderFits([.. left.Where(other => other != next)], after));
    }

    private static (bool Fits, string? State) After(Operation operation, string? state) => operation switch
    {
        Read read => (read.Got["x"].FirstOrDefault() == state, state),
        Write write => (true, write.Version),
        CompareAndSet { Succeeded: false } set => (set.Expected != state, state),
        CompareAndSet set => (set.Expected == state, set.Version),
        _ => throw new UnreachableException(),
    };
}
