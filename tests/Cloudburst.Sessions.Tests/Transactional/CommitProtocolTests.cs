using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests.Transactional;

public class CommitProtocolTests
{
    private readonly SimulatedStore _store = new();
    private ulong _nonces;

    [Fact]
    public void Writes_become_visible_and_locks_are_released()
    {
        Transfer("one", 5).Run();
        Assert.Equal((-5, 5), (_store.ReadNumber("a"), _store.ReadNumber("b")));
        Assert.Empty(_store.HeldLocks);
    }

    [Fact]
    public void Lost_answer_of_the_commit_is_no_conflict_and_the_record_is_made_safe_before_anything_is_applied()
    {
        var protocol = NewTransfer(_store, "one", 5, nonce: 1, isRetry: false).Commit();
        var steps = new List<StoreStep>();
        foreach (var step in protocol.Run())
        {
            _store.Do(step, losesAnswer: step is SwapStep);
            steps.Add(step);
        }

        Assert.Equal(CommitStatus.Committed, protocol.Result!.Status);
        Assert.Equal((-5, 5), (_store.ReadNumber("a"), _store.ReadNumber("b")));
        Assert.Empty(_store.HeldLocks);
        var joins = steps.OfType<JoinStep>().Select(static step => step.Joins[0].Key).ToList();
        Assert.Equal("cb/txn/one", joins[0]);
        Assert.Contains("a", joins.Skip(1));
    }

    [Fact]
    public void Transaction_whose_read_has_changed_has_no_effect_and_is_a_conflict()
    {
        var late = Transfer("late", 1);
        Transfer("early", 5).Run();
        Assert.Equal(CommitStatus.Conflict, late.Run().Status);
        Assert.Equal((-5, 5), (_store.ReadNumber("a"), _store.ReadNumber("b")));
        Assert.Empty(_store.HeldLocks);
    }

    [Fact]
    public void Request_that_runs_again_after_its_commit_gets_the_first_outcome_and_changes_nothing()
    {
        Assert.Equal(1, Transfer("one", 5, outcome: 1).Run().Outcome.Span[0]);
        Assert.Equal(1, Transfer("one", 7, outcome: 2, isRetry: true).Run().Outcome.Span[0]);
        // Also when it would not write anything this time, and does not know that it is not the first.
        Assert.Equal(1, Begin("one").Commit(outcome: 3).RunOn(_store).Outcome.Span[0]);
        Assert.Equal((-5, 5), (_store.ReadNumber("a"), _store.ReadNumber("b")));
    }

    [Fact]
    public void Crash_after_any_step_leaves_all_or_nothing_and_the_next_attempt_counts_once()
    {
        var steps = 0;
        for (var isDead = true; isDead; steps++)
        {
            var store = new SimulatedStore();
            var first = NewTransfer(store, "one", 5, nonce: 1, isRetry: false);
            isDead = !store.Run(first.Commit(), steps);

            // Whoever reads at the level sees both writes or none, and completes or discards what was left.
            var nonce = 2UL;
            (long, long) seen;
            CommitResult result;
            do
            {
                var reader = new Transaction(store, "reader", nonce++);
                seen = (reader.ReadNumber("a"), reader.ReadNumber("b"));
                result = reader.Commit().RunOn(store);
            }
            while (result.Status == CommitStatus.Conflict);

            Assert.True(seen is (0, 0) or (-5, 5), $"{seen} after {steps} steps");
            var again = NewTransfer(store, "one", 5, nonce: 40, isRetry: true);
            Assert.Equal(CommitStatus.Committed, again.Commit().RunOn(store).Status);
            Assert.Equal((-5, 5), (store.ReadNumber("a"), store.ReadNumber("b")));
            Assert.Equal(1, store.ReadCounter("count").Value);
            Assert.Empty(store.HeldLocks);
        }

        Assert.True(steps > 12);
    }

    [Fact]
    public void Crash_is_cleared_up_by_others_that_write_the_same_keys_although_nobody_tries_again()
    {
        for (var steps = 0; steps < 30; steps++)
        {
            var store = new SimulatedStore();
            store.Run(NewTransfer(store, "dead", 5, nonce: 1, isRetry: false).Commit(), steps);
            CommitResult result;
            var nonce = 2UL;
            do
            {
                result = NewTransfer(store, "alive", 3, nonce++, isRetry: true).Commit().RunOn(store);
            }
            while (result.Status == CommitStatus.Conflict);
            Assert.Equal(CommitStatus.Committed, result.Status);
            Assert.True((store.ReadNumber("a"), store.ReadNumber("b")) is (-3, 3) or (-8, 8));
            Assert.Equal(store.ReadNumber("b") == 8 ? 2 : 1, store.ReadCounter("count").Value);
            Assert.Empty(store.HeldLocks);
        }
    }

    [Fact]
    public void Attempt_that_was_only_slow_can_not_commit_after_the_next_has()
    {
        for (var steps = 0; steps < 30; steps++)
        {
            var store = new SimulatedStore();
            var slow = NewTransfer(store, "one", 5, nonce: 1, isRetry: false).Commit();
            using var run = slow.Run().GetEnumerator();
            var isOver = false;
            for (var i = 0; i < steps && !isOver; i++)
            {
                isOver = !run.MoveNext();
                if (!isOver)
                    store.Do(run.Current);
            }

            Assert.Equal(CommitStatus.Committed, NewTransfer(store, "one", 5, nonce: 2, isRetry: true).Commit().RunOn(store).Status);
            while (!isOver && run.MoveNext())
                store.Do(run.Current);
            Assert.Equal((-5, 5), (store.ReadNumber("a"), store.ReadNumber("b")));
            Assert.Equal(1, store.ReadCounter("count").Value);
            Assert.Empty(store.HeldLocks);
        }
    }

    [Fact]
    public void Attempt_that_only_reads_this_time_keeps_a_slow_earlier_one_from_writing_after_its_answer()
    {
        for (var steps = 0; steps < 30; steps++)
        {
            var store = new SimulatedStore();
            var slow = NewTransfer(store, "one", 5, nonce: 1, isRetry: false).Commit(outcome: 1);
            using var run = slow.Run().GetEnumerator();
            var isOver = false;
            for (var i = 0; i < steps && !isOver; i++)
            {
                isOver = !run.MoveNext();
                if (!isOver)
                    store.Do(run.Current);
            }

            CommitResult answer;
            var nonce = 2UL;
            do
            {
                var again = new Transaction(store, "one", nonce++, isRetry: true);
                again.ReadNumber("a");
                again.ReadNumber("b");
                answer = again.Commit(outcome: 2).RunOn(store);
            }
            while (answer.Status == CommitStatus.Conflict);
            while (!isOver && run.MoveNext())
                store.Do(run.Current);
            Assert.Equal(answer.Outcome.Span[0] == 1 ? (-5, 5) : (0, 0), (store.ReadNumber("a"), store.ReadNumber("b")));
            Assert.Empty(store.HeldLocks);
        }
    }

    [Fact]
    public void Owner_that_does_not_get_on_is_waited_for_and_then_given_up()
    {
        var slow = NewTransfer(_store, "slow", 5, nonce: 100, isRetry: false).Commit();
        using var run = slow.Run().GetEnumerator();
        while (!_store.HeldLocks.Any())
        {
            Assert.True(run.MoveNext());
            _store.Do(run.Current);
        }

        var waited = TimeSpan.Zero;
        var other = NewTransfer(_store, "other", 3, nonce: 101, isRetry: false).Commit();
        foreach (var step in other.Run())
        {
            waited += step is PauseStep pause ? pause.Duration : TimeSpan.Zero;
            _store.Do(step);
        }

        Assert.Equal(CommitStatus.Committed, other.Result!.Status);
        Assert.True(waited >= Transaction.Limits.Lease);
        while (run.MoveNext())
            _store.Do(run.Current);
        Assert.Equal(CommitStatus.Conflict, slow.Result!.Status);
        Assert.Equal((-3, 3), (_store.ReadNumber("a"), _store.ReadNumber("b")));
        Assert.Empty(_store.HeldLocks);
    }

    [Fact]
    public void Of_two_that_read_what_the_other_writes_one_goes_on()
    {
        // Write skew: each reads both and writes one.
        foreach (var (first, second) in new[] { (10, 20), (20, 10) })
        {
            var store = new SimulatedStore();
            var left = new Transaction(store, "left", 1, deadline: first);
            left.WriteNumber("a", left.ReadNumber("b") + 1);
            var right = new Transaction(store, "right", 2, deadline: second);
            right.WriteNumber("b", right.ReadNumber("a") + 1);
            var (one, two) = (left.Commit(), right.Commit());
            using var x = one.Run().GetEnumerator();
            using var y = two.Run().GetEnumerator();
            bool goes;
            do
            {
                goes = false;
                foreach (var run in new[] { x, y })
                {
                    if (!run.MoveNext())
                        continue;
                    store.Do(run.Current);
                    goes = true;
                }
            }
            while (goes);

            Assert.Equal(1, new[] { one, two }.Count(protocol => protocol.Result!.Status == CommitStatus.Committed));
            Assert.Equal(1, store.ReadNumber("a") + store.ReadNumber("b"));
            Assert.Empty(store.HeldLocks);
        }
    }

    [Fact]
    public void Key_that_is_absent_before_and_after_a_value_is_not_the_same_absence()
    {
        // It read 'm' before, and 'k' after, a transaction that made both.
        var reader = Begin("reader");
        Assert.Equal(0, reader.ReadNumber("m"));
        Write("make", ("k", 1), ("m", 1));
        Assert.Equal(1, reader.ReadNumber("k"));
        var commit = reader.Commit();
        var reads = 0;
        foreach (var step in commit.Run())
        {
            _store.Do(step);
            if (step is not ReadStep read || ++reads != 2)
                continue;
            // The values are read one after the other. Between the two 'm' is deleted, and 'k' changed with it.
            Assert.Equal(["m", "k"], read.Keys);
            var deletion = Begin("delete");
            deletion.Delete("m");
            deletion.WriteNumber("k", 2);
            Assert.Equal(CommitStatus.Committed, deletion.Commit().RunOn(_store).Status);
            var after = new ReadStep(read.Keys);
            _store.Do(after);
            read.Found = [after.Found[0], read.Found[1]];
        }

        Assert.Equal(CommitStatus.Conflict, commit.Result!.Status);
    }

    [Fact]
    public void Counters_do_not_grow_with_the_number_of_transactions()
    {
        for (var i = 0UL; i < 20; i++)
        {
            var transaction = Begin($"count {i}");
            transaction.Count("count", replica: 1000 + i, added: 2);
            transaction.Commit().RunOn(_store);
        }

        var counter = _store.ReadCounter("count");
        Assert.Equal((40, 1), (counter.Value, counter.Entries.Count));
    }

    [Fact]
    public void Deletion_and_what_comes_after_it_replace_what_was_there_whatever_its_kind()
    {
        _store.Join("key", Capsule.Encode(PnCounter.Delta(5, 7, 0)));
        var transaction = Begin("one");
        transaction.Delete("key");
        Assert.True(transaction.Read("key").IsEmpty);
        transaction.WriteNumber("key", 3);
        Assert.Equal(CommitStatus.Committed, transaction.Commit().RunOn(_store).Status);
        Assert.Equal(3, _store.ReadNumber("key"));

        transaction = Begin("two");
        transaction.Delete("key");
        Assert.True(transaction.Count("key", replica: 8, added: 4));
        Assert.Equal(CommitStatus.Committed, transaction.Commit().RunOn(_store).Status);
        Assert.Equal(4, _store.ReadCounter("key").Value);
    }

    [Fact]
    public void Another_lattice_is_refused_and_nothing_is_changed()
    {
        _store.Join("key", Capsule.Encode(PnCounter.Delta(5, 7, 0)));
        var transaction = Begin("one");
        transaction.WriteNumber("other", 1);
        transaction.WriteNumber("key", 3);
        var result = transaction.Commit().RunOn(_store);
        Assert.Equal((CommitStatus.Mismatch, "key", LatticeTag.PnCounter), (result.Status, result.Key, result.Stored));
        Assert.Equal((7, 0), (_store.ReadCounter("key").Value, _store.ReadNumber("other")));
        Assert.Empty(_store.HeldLocks);
    }

    [Fact]
    public void Too_large_a_transaction_is_refused()
    {
        var transaction = Begin("one");
        transaction.Buffer.Write("key", _ => BufferedWrite.Register(new Stamp(1, 1), new byte[2_000_000]));
        Assert.Equal(CommitStatus.TooLarge, transaction.Commit().RunOn(_store).Status);
        Assert.Empty(_store.HeldLocks);
    }

    private Transaction Begin(string request, bool isRetry = false) => new(_store, request, ++_nonces, isRetry);

    private void Write(string request, params (string Key, long Value)[] writes)
    {
        var transaction = Begin(request);
        foreach (var (key, value) in writes)
            transaction.WriteNumber(key, value);
        Assert.Equal(CommitStatus.Committed, transaction.Commit().RunOn(_store).Status);
    }

    private Prepared Transfer(string request, long amount, byte outcome = 0, bool isRetry = false) =>
        new(_store, NewTransfer(_store, request, amount, ++_nonces, isRetry).Commit(outcome));

    private static Transaction NewTransfer(SimulatedStore store, string request, long amount, ulong nonce, bool isRetry)
    {
        var transaction = new Transaction(store, request, nonce, isRetry);
        transaction.WriteNumber("a", transaction.ReadNumber("a") - amount);
        transaction.WriteNumber("b", transaction.ReadNumber("b") + amount);
        transaction.Count("count", replica: nonce + 50, added: 1);
        return transaction;
    }

    private sealed record Prepared(SimulatedStore Store, CommitProtocol Protocol)
    {
        public CommitResult Run() => Protocol.RunOn(Store);
    }
}

internal static class CommitProtocols
{
    public static CommitResult RunOn(this CommitProtocol protocol, SimulatedStore store)
    {
        Assert.True(store.Run(protocol));
        return protocol.Result!;
    }
}
