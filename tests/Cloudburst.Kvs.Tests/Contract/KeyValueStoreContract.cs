using System.Diagnostics;
using Cloudburst.Lattices;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Contract;

/// <summary>What every engine must do. One subclass for each engine; a test that can't run on one skips there.</summary>
public abstract partial class KeyValueStoreContract
{
    /// <summary>The store under test, with a value limit of <see cref="MaxValueBytes"/>.</summary>
    protected abstract IKeyValueStore Store { get; }

    protected const long MaxValueBytes = 3_000_000;

    [SkippableFact]
    public async Task Get_key_that_was_never_written_is_absent()
    {
        var entry = await Store.GetAsync(NewKey());

        Assert.True(entry.IsAbsent);
        Assert.False(entry.HasValue);
        Assert.False(entry.IsTombstone);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(70_000)]
    [InlineData(2_000_000)]
    public async Task Join_register_is_read_back_byte_for_byte(int size)
    {
        var (key, value) = (NewKey(), new byte[size]);
        new Random(size).NextBytes(value);
        var capsule = Register(1, value);

        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, capsule));

        var entry = await Store.GetAsync(key);
        Assert.True(entry.HasValue);
        Assert.Equal(capsule, entry.Capsule.ToArray());
    }

    [SkippableFact]
    public async Task Join_later_register_wins_whatever_the_order()
    {
        var (key, other) = (NewKey(), NewKey());

        await Store.JoinAsync(key, Register(1, "old"));
        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Register(2, "newer, and longer")));
        await Store.JoinAsync(other, Register(2, "newer, and longer"));
        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(other, Register(1, "old")));

        Assert.Equal("newer, and longer", RegisterValue(await Store.GetAsync(key)));
        Assert.Equal("newer, and longer", RegisterValue(await Store.GetAsync(other)));
    }

    [SkippableFact]
    public async Task Join_same_capsule_twice_changes_nothing()
    {
        var (register, counter) = (NewKey(), NewKey());
        await Store.JoinAsync(register, Register(5, "x"));
        await Store.JoinAsync(counter, Counter(1, 5));

        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(register, Register(5, "x")));
        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(counter, Counter(1, 5)));
    }

    [SkippableFact]
    public async Task Join_counters_of_different_nodes_add_up()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Counter(1, 5));
        await Store.JoinAsync(key, Counter(2, 7));
        await Store.JoinAsync(key, Counter(3, -2));

        Assert.Equal(10, CounterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task Join_sets_unite_and_removals_win_over_what_they_have_seen()
    {
        var (grow, removable) = (NewKey(), NewKey());
        await Store.JoinAsync(grow, Capsule.Encode(GrowSet.Of("a"u8.ToArray(), "b"u8.ToArray())));
        await Store.JoinAsync(grow, Capsule.Encode(GrowSet.Of("b"u8.ToArray(), "c"u8.ToArray())));
        var set = ObservedRemoveSet.Bottom.Add(1, "a"u8.ToArray());
        await Store.JoinAsync(removable, Capsule.Encode(set));
        await Store.JoinAsync(removable, Capsule.Encode(ObservedRemoveSet.Bottom.Add(2, "b"u8.ToArray())));
        await Store.JoinAsync(removable, Capsule.Encode(set.Remove("a"u8)));

        Assert.Equal(3, Capsule.Decode<GrowSet>((await Store.GetAsync(grow)).Capsule).Count);
        var left = Capsule.Decode<ObservedRemoveSet>((await Store.GetAsync(removable)).Capsule);
        Assert.False(left.Contains("a"u8));
        Assert.True(left.Contains("b"u8));
    }

    [SkippableFact]
    public async Task Join_concurrent_causal_versions_are_both_kept_until_a_later_one_covers_them()
    {
        var key = NewKey();
        var one = MultiKeyCausal.Of(new Dot(1, 1), VectorClock.Bottom, DependencySet.Empty, "one"u8.ToArray());
        var two = MultiKeyCausal.Of(new Dot(2, 1), VectorClock.Bottom, DependencySet.Empty, "two"u8.ToArray());
        await Store.JoinAsync(key, Capsule.Encode(one));
        await Store.JoinAsync(key, Capsule.Encode(two));

        var both = Capsule.Decode<MultiKeyCausal>((await Store.GetAsync(key)).Capsule);
        Assert.Equal(2, both.Siblings.Count);
        await Store.JoinAsync(key, Capsule.Encode(MultiKeyCausal.Of(new Dot(1, 2), both.Clock, DependencySet.Empty, "three"u8.ToArray())));
        Assert.Single(Capsule.Decode<MultiKeyCausal>((await Store.GetAsync(key)).Capsule).Siblings);
        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(key, Capsule.Encode(two)));
    }

    [SkippableFact]
    public async Task Join_of_more_versions_than_a_key_can_hold_is_refused_until_one_replaces_them()
    {
        var key = NewKey();
        var full = SingleKeyCausal.Bottom;
        for (ulong i = 1; i <= CausalVersion.MaxSiblings; i++)
            full = full.Join(SingleKeyCausal.Of(new Dot(1, i), VectorClock.Bottom, default));
        await Store.JoinAsync(key, Capsule.Encode(full));

        var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinAsync(key, Capsule.Encode(SingleKeyCausal.Of(new Dot(2, 1), VectorClock.Bottom, default))));

        Assert.Equal(KvsError.TooManySiblings, error.Error);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains("holds 256 versions", error.Message, StringComparison.Ordinal);
        Assert.Equal(full, Capsule.Decode<SingleKeyCausal>((await Store.GetAsync(key)).Capsule));
        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Capsule.Encode(SingleKeyCausal.Of(new Dot(2, 2), full.Clock, default))));
        Assert.Single(Capsule.Decode<SingleKeyCausal>((await Store.GetAsync(key)).Capsule).Siblings);
    }

    [SkippableFact]
    public async Task Join_other_lattice_is_refused_and_changes_nothing()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Counter(1, 5));

        var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinAsync(key, Register(9, "no")));

        Assert.Equal(KvsError.TypeMismatch, error.Error);
        Assert.False(error.IsTransient);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains("holds a Counter", error.Message, StringComparison.Ordinal);
        Assert.Contains("so a Register<T>", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, CounterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task Join_counter_over_register_is_refused_and_changes_nothing()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(1, "stays"));

        var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinAsync(key, Counter(1, 5)));

        Assert.Equal(KvsError.TypeMismatch, error.Error);
        Assert.Equal("stays", RegisterValue(await Store.GetAsync(key)));
    }

    [SkippableTheory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0xC1, 99, 0, 0 })]
    [InlineData(new byte[] { 0xC1, 1, 0, 0, 5, 5, 5 })]
    [InlineData(new byte[] { })]
    public async Task Join_malformed_bytes_are_refused(byte[] malformed)
    {
        var (absent, present) = (NewKey(), NewKey());
        await Store.JoinAsync(present, Register(1, "stays"));

        foreach (var key in new[] { absent, present })
        {
            var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinAsync(key, malformed));
            Assert.Equal(KvsError.Malformed, error.Error);
        }

        Assert.True((await Store.GetAsync(absent)).IsAbsent);
        Assert.Equal("stays", RegisterValue(await Store.GetAsync(present)));
    }

    [SkippableFact]
    public async Task Join_value_above_the_limit_is_refused()
    {
        var key = NewKey();

        var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinAsync(key, Register(1, new byte[MaxValueBytes])));

        Assert.Equal(KvsError.ValueTooLarge, error.Error);
        Assert.True((await Store.GetAsync(key)).IsAbsent);
    }

    [SkippableFact]
    public async Task Keys_that_are_not_valid_are_refused()
    {
        foreach (var key in new[] { "", new string('x', KvsLimits.MaxKeyBytes + 1), new string('ä', 300), "\ud800" })
        {
            var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.GetAsync(key));
            Assert.Equal(KvsError.InvalidKey, error.Error);
        }

        var longest = new string('ä', (KvsLimits.MaxKeyBytes / 2) - 20) + NewKey()[..20];
        await Store.JoinAsync(longest, Register(1, "v"));
        Assert.True((await Store.GetAsync(longest)).HasValue);
    }

    [SkippableFact]
    public async Task Keys_with_spaces_line_ends_and_zeros_are_ordinary()
    {
        foreach (var suffix in new[] { "a b", "\r\n", "\0", "{tag}", "日本" })
        {
            var key = NewKey() + suffix;
            await Store.JoinAsync(key, Register(1, suffix));
            Assert.Equal(suffix, RegisterValue(await Store.GetAsync(key)));
        }
    }

    [SkippableFact]
    public async Task GetMany_answers_in_order_with_gaps_and_duplicates()
    {
        var (a, b, missing) = (NewKey(), NewKey(), NewKey());
        await Store.JoinAsync(a, Register(1, "a"));
        await Store.JoinAsync(b, Register(1, new byte[200_000]));

        var entries = await Store.GetManyAsync([a, missing, b, a]);

        Assert.Equal("a", RegisterValue(entries[0]));
        Assert.True(entries[1].IsAbsent);
        Assert.True(entries[2].Capsule.Length > 200_000);
        Assert.Equal("a", RegisterValue(entries[3]));
        Assert.Empty(await Store.GetManyAsync([]));
    }

    [SkippableFact]
    public async Task JoinMany_answers_in_order()
    {
        var keys = Enumerable.Range(0, 300).Select(_ => NewKey()).ToArray();
        await Store.JoinAsync(keys[7], Register(9, "newer"));

        var outcomes = await Store.JoinManyAsync([.. keys.Select(key => new KvsWrite(key, Register(2, key)))]);

        Assert.Equal(JoinStatus.Unchanged, outcomes[7].Status);
        Assert.Equal(299, outcomes.Count(outcome => outcome.Status == JoinStatus.Changed));
        var entries = await Store.GetManyAsync(keys);
        Assert.Equal("newer", RegisterValue(entries[7]));
        Assert.Equal(keys[299], RegisterValue(entries[299]));
        Assert.Empty(await Store.JoinManyAsync([]));
    }

    [SkippableFact]
    public async Task JoinMany_with_one_wrong_write_does_the_others_and_names_it()
    {
        var (a, counter, b) = (NewKey(), NewKey(), NewKey());
        await Store.JoinAsync(counter, Counter(1, 1));

        var error = await Assert.ThrowsAsync<KvsException>(async () => await Store.JoinManyAsync(
            [new KvsWrite(a, Register(1, "a")), new KvsWrite(counter, Register(2, "wrong")), new KvsWrite(b, Register(1, "b"))]));

        Assert.Equal(KvsError.TypeMismatch, error.Error);
        Assert.Contains(counter, error.Message, StringComparison.Ordinal);
        Assert.True((await Store.GetAsync(a)).HasValue);
        Assert.True((await Store.GetAsync(b)).HasValue);
    }

    [SkippableFact]
    public async Task Delete_leaves_a_tombstone_that_wins_over_older_writes()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(1, "gone"));

        Assert.Equal(JoinOutcome.Changed, await Store.DeleteAsync(key, At(5)));

        var entry = await Store.GetAsync(key);
        Assert.True(entry.IsTombstone);
        Assert.False(entry.HasValue);
        Assert.Equal(JoinOutcome.Deleted(At(5)), await Store.JoinAsync(key, Register(3, "late")));
        Assert.True((await Store.GetAsync(key)).IsTombstone);
    }

    [SkippableFact]
    public async Task Delete_loses_to_a_newer_write_and_the_key_may_change_its_type()
    {
        var (key, newer) = (NewKey(), NewKey());
        await Store.JoinAsync(newer, Register(9, "newer"));
        Assert.NotEqual(JoinStatus.Changed, (await Store.DeleteAsync(newer, At(5))).Status);
        Assert.True((await Store.GetAsync(newer)).HasValue);

        await Store.JoinAsync(key, Register(1, "gone"));
        await Store.DeleteAsync(key, At(5));
        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Counter(1, 3, epoch: At(5))));
        Assert.Equal(3, CounterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task Join_counter_that_missed_a_delete_is_told_the_epoch_and_can_rebase()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Counter(1, 100));
        await Store.DeleteAsync(key, At(5));

        var outcome = await Store.JoinAsync(key, Counter(1, 101));

        Assert.Equal(JoinStatus.Deleted, outcome.Status);
        var rebased = Capsule.WithEpoch(Counter(1, 1), outcome.Epoch);
        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, rebased));
        Assert.Equal(1, CounterValue(await Store.GetAsync(key)));
        Assert.Equal(JoinOutcome.Deleted(At(5)), await Store.JoinAsync(key, Counter(1, 102)));
    }

    [SkippableFact]
    public async Task Delete_of_an_absent_key_is_remembered()
    {
        var key = NewKey();

        Assert.Equal(JoinOutcome.Changed, await Store.DeleteAsync(key, At(5)));
        Assert.Equal(JoinStatus.Deleted, (await Store.JoinAsync(key, Register(4, "late"))).Status);
    }

    [SkippableFact]
    public async Task TimeToLive_expires_the_key_and_it_can_be_written_again()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(9, "short"), TimeSpan.FromMilliseconds(150));

        await Eventually.Async(async () => (await Store.GetAsync(key)).IsAbsent);

        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Register(1, "older stamp, but nothing is there")));
        Assert.True((await Store.GetAsync(key)).HasValue);
    }

    [SkippableFact]
    public Task TimeToLive_can_be_given_later_and_stays_when_the_value_changes() => BeforeExpiryAsync(async timeToLive =>
    {
        var (sameLength, longer) = (NewKey(), NewKey());
        foreach (var key in new[] { sameLength, longer })
        {
            await Store.JoinAsync(key, Register(1, "a"));
            await Store.JoinAsync(key, Register(2, "b"), timeToLive);
        }

        await Store.JoinAsync(sameLength, Register(3, "c"));
        await Store.JoinAsync(longer, Register(3, "ccc"));
        var values = await Store.GetManyAsync([sameLength, longer]);
        return async () =>
        {
            Assert.Equal("c", RegisterValue(values[0]));
            Assert.Equal("ccc", RegisterValue(values[1]));
            await Eventually.Async(async () => (await Store.GetManyAsync([sameLength, longer])).All(entry => entry.IsAbsent));
        };
    });

    [SkippableFact]
    public Task TimeToLive_of_a_tombstone_does_not_bury_the_value_written_after_it() => BeforeExpiryAsync(async timeToLive =>
    {
        var (key, control) = (NewKey(), NewKey());
        await Store.DeleteAsync(key, At(5), timeToLive);
        await Store.JoinAsync(key, Register(9, ""));
        await Store.DeleteAsync(control, At(5), timeToLive);
        return async () =>
        {
            await Eventually.Async(async () => (await Store.GetAsync(control)).IsAbsent);
            Assert.True((await Store.GetAsync(key)).HasValue);
        };
    });

    /// <summary>
    /// Does steps that must be over before a time to live is, and then what follows from them. On a machine that was too slow for that,
    /// the steps show nothing, and are done again with more time.
    /// </summary>
    private static async Task BeforeExpiryAsync(Func<TimeSpan, Task<Func<Task>>> steps)
    {
        foreach (var milliseconds in new[] { 300, 2_000, 10_000 })
        {
            var watch = Stopwatch.StartNew();
            var conclusion = await steps(TimeSpan.FromMilliseconds(milliseconds));
            if (watch.ElapsedMilliseconds >= milliseconds)
                continue;
            await conclusion();
            return;
        }

        Skip.If(true, "This machine is too slow at the moment to be faster than a time to live of ten seconds.");
    }

    [SkippableFact]
    public async Task CompareAndSet_creates_replaces_and_refuses()
    {
        var key = NewKey();
        Assert.Equal(KvsVersion.Absent, (await Store.GetVersionedAsync(key)).Version);

        var created = await Store.CompareAndSetAsync(key, KvsVersion.Absent, Register(1, "one"));
        Assert.True(created.Swapped);
        var again = await Store.CompareAndSetAsync(key, KvsVersion.Absent, Register(2, "two"));
        Assert.False(again.Swapped);
        Assert.Equal(created.Version, again.Version);

        var read = await Store.GetVersionedAsync(key);
        Assert.Equal(created.Version, read.Version);
        Assert.Equal("one", RegisterValue(read.Entry));
        var replaced = await Store.CompareAndSetAsync(key, read.Version, Register(3, "three"));
        Assert.True(replaced.Swapped);
        Assert.NotEqual(read.Version, replaced.Version);
        Assert.False((await Store.CompareAndSetAsync(key, read.Version, Register(4, "four"))).Swapped);
        Assert.Equal("three", RegisterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task CompareAndSet_fails_after_a_join_by_someone_else()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(1, "one"));
        var read = await Store.GetVersionedAsync(key);
        await Store.JoinAsync(key, Register(2, "two"));

        Assert.False((await Store.CompareAndSetAsync(key, read.Version, Register(3, "three"))).Swapped);
        Assert.Equal("two", RegisterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task CompareAndSet_of_another_lattice_is_refused()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Counter(1, 1));
        var read = await Store.GetVersionedAsync(key);

        var error = await Assert.ThrowsAsync<KvsException>(
            async () => await Store.CompareAndSetAsync(key, read.Version, Register(1, "no")));

        Assert.Equal(KvsError.TypeMismatch, error.Error);
        Assert.Equal(1, CounterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task CompareAndSet_by_many_lets_exactly_one_through_each_time()
    {
        var key = NewKey();
        const int writers = 4, each = 25;

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < each;)
            {
                var read = await Store.GetVersionedAsync(key);
                var count = read.Entry.IsAbsent ? 0 : ulong.Parse(RegisterValue(read.Entry), provider: null);
                if ((await Store.CompareAndSetAsync(key, read.Version, Register(count + 1, $"{count + 1}"))).Swapped)
                    done++;
            }
        })));

        Assert.Equal($"{writers * each}", RegisterValue(await Store.GetAsync(key)));
    }

    [SkippableFact]
    public async Task Join_by_many_on_one_key_loses_nothing()
    {
        var (counter, register) = (NewKey(), NewKey());
        const int writers = 4, each = 100;

        await Task.WhenAll(Enumerable.Range(1, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 1; i <= each; i++)
            {
                await Store.JoinAsync(counter, Counter((ulong)writer, i));
                await Store.JoinAsync(register, Register((ulong)i, $"{writer}", node: (ulong)writer));
            }
        })));

        Assert.Equal(writers * each, CounterValue(await Store.GetAsync(counter)));
        Assert.Equal($"{writers}", RegisterValue(await Store.GetAsync(register)));
    }

    [SkippableFact]
    public async Task Calls_with_a_cancelled_token_do_nothing()
    {
        var key = NewKey();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.JoinAsync(key, Register(1, "v"), null, cancelled));

        Assert.True((await Store.GetAsync(key)).IsAbsent);
    }
}
