using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

public class RegisterUpdateTests
{
    private const ulong Operation = 42;

    [Fact]
    public void New_value_is_stamped_above_the_one_it_replaces_although_the_clock_lags()
    {
        var update = Write("new", clock: 10);
        var capsule = update.Decide(Stored("old", time: 1_000))!;
        Assert.True(Capsule.EpochOf(capsule) > new Stamp(1_000, 7));
        Assert.Equal("new", Text(capsule));
        update.Answered(swapped: true);
        Assert.Equal(RegisterUpdateOutcome.Done, update.Outcome);
    }

    [Fact]
    public void Who_comes_second_looks_again()
    {
        var update = Swap("a", "b");
        Assert.NotNull(update.Decide(Stored("a", 1)));
        update.Answered(swapped: false);
        Assert.Null(update.Outcome);
        Assert.Null(update.Decide(Stored("c", 2)));
        Assert.Equal(RegisterUpdateOutcome.Refused, update.Outcome);
    }

    [Fact]
    public void Lost_answer_of_a_change_that_was_made_is_no_failure()
    {
        var update = Swap("a", "b");
        var made = update.Decide(Stored("a", 1))!;
        update.Unanswered();
        Assert.Null(update.Decide(made));
        Assert.Equal(RegisterUpdateOutcome.Done, update.Outcome);
    }

    [Fact]
    public void Lost_answer_of_a_change_that_was_not_made_is_tried_again()
    {
        var update = Swap("a", "b");
        Assert.NotNull(update.Decide(Stored("a", 1)));
        update.Unanswered();
        Assert.NotNull(update.Decide(Stored("a", 1)));
        Assert.Null(update.Outcome);
    }

    [Theory]
    [InlineData("a")] // the same value, written by somebody who came between
    [InlineData("c")]
    public void Lost_answer_and_another_change_since_is_said_to_be_unknown(string now)
    {
        var update = Swap("a", "b");
        Assert.NotNull(update.Decide(Stored("a", 1)));
        update.Unanswered();
        Assert.Null(update.Decide(Stored(now, 9)));
        Assert.Equal(RegisterUpdateOutcome.Unknown, update.Outcome);
    }

    [Fact]
    public void Operation_that_is_asked_for_again_recognises_its_own_value()
    {
        var first = Swap("a", "b");
        var made = first.Decide(Stored("a", 1))!;
        var again = new RegisterUpdate(Intent("b", "a"), After(5), mayBeDone: true);
        Assert.Null(again.Decide(made));
        Assert.Equal(RegisterUpdateOutcome.Done, again.Outcome);
        var neverDone = new RegisterUpdate(Intent("b", "a"), After(5), mayBeDone: true);
        Assert.Null(neverDone.Decide(Stored("c", 3)));
        Assert.Equal(RegisterUpdateOutcome.Unknown, neverDone.Outcome);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, RegisterUpdateOutcome.Refused)]
    public void Absent_key_counts_as_expected_only_where_that_was_said(bool orAbsent, RegisterUpdateOutcome? outcome)
    {
        var intent = new RegisterIntent(Operation, Encoding.UTF8.GetBytes("b"), new RegisterExpected(Encoding.UTF8.GetBytes("default"), orAbsent));
        foreach (var nothing in new[] { [], Capsule.Tombstone(new Stamp(3, 3)) })
        {
            var update = new RegisterUpdate(intent, After(1), mayBeDone: false);
            Assert.Equal(orAbsent, update.Decide(nothing) is not null);
            Assert.Equal(outcome, update.Outcome);
        }
    }

    [Fact]
    public void Deletion_takes_away_any_lattice_and_a_write_none_but_a_register()
    {
        var counter = Capsule.Encode(PnCounter.Delta(1, 5, 0));
        var deletion = new RegisterUpdate(new RegisterIntent(Operation, null, null), After(1), mayBeDone: false);
        Assert.True(Capsule.IsTombstone(deletion.Decide(counter)));
        var write = Write("new", 1);
        Assert.Null(write.Decide(counter));
        Assert.Equal((RegisterUpdateOutcome.Mismatch, LatticeTag.PnCounter), (write.Outcome!.Value, write.FoundTag));
    }

    private static RegisterUpdate Write(string value, ulong clock) => new(Intent(value, expected: null), After(clock), mayBeDone: false);

    private static RegisterUpdate Swap(string expected, string value) => new(Intent(value, expected), After(5), mayBeDone: false);

    private static RegisterIntent Intent(string value, string? expected) => new(
        Operation, Encoding.UTF8.GetBytes(value), expected is null ? null : new RegisterExpected(Encoding.UTF8.GetBytes(expected), OrAbsent: false));

    private static Func<Stamp, Stamp> After(ulong clock) => seen => new Stamp(Math.Max(clock, seen.HybridTime + 1), 1);

    private static byte[] Stored(string value, ulong time) => Capsule.Encode(new LastWriterWins(new Stamp(time, 7), Encoding.UTF8.GetBytes(value)));

    private static string Text(byte[] capsule) => Encoding.UTF8.GetString(Capsule.LwwPayload(capsule).Span);
}
