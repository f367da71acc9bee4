using Cloudburst.Lattices;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Contract;

// Registers that are stored in chunks behave as any other.
public abstract partial class KeyValueStoreContract
{
    [SkippableFact]
    public async Task Large_register_is_replaced_by_large_and_small_ones_and_deleted()
    {
        var key = NewKey();
        var (first, second) = (Register(1, Noise(2_500_000)), Register(3, Noise(1_200_001)));
        await Store.JoinAsync(key, first);
        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(key, first));
        AssertSame(first, (await Store.GetAsync(key)));

        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, second));
        Assert.Equal(JoinOutcome.Unchanged, await Store.JoinAsync(key, Register(2, Noise(2_000_000))));
        AssertSame(second, (await Store.GetAsync(key)));

        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Register(4, "small")));
        Assert.Equal("small", RegisterValue(await Store.GetAsync(key)));
        await Store.JoinAsync(key, Register(5, Noise(600_000)));
        Assert.Equal(JoinOutcome.Changed, await Store.DeleteAsync(key, At(6)));
        Assert.True((await Store.GetAsync(key)).IsTombstone);
        Assert.Equal(JoinOutcome.Deleted(At(6)), await Store.JoinAsync(key, first));
        Assert.True((await Store.GetAsync(key)).IsTombstone);
    }

    [SkippableFact]
    public async Task Large_register_is_one_of_many_and_can_be_compared_and_set()
    {
        var (large, small) = (NewKey(), NewKey() + "}{");
        byte[][] values = [Register(1, Noise(1_500_000)), Register(2, Noise(700_000)), Register(3, Noise(800_000))];
        await Store.JoinManyAsync([new KvsWrite(small, Register(1, "s")), new KvsWrite(large, values[0])]);
        var many = await Store.GetManyAsync([large, small]);
        AssertSame(values[0], many[0]);
        Assert.Equal("s", RegisterValue(many[1]));

        var read = await Store.GetVersionedAsync(large);
        AssertSame(values[0], read.Entry);
        Assert.True((await Store.CompareAndSetAsync(large, read.Version, values[1])).Swapped);
        Assert.False((await Store.CompareAndSetAsync(large, read.Version, values[2])).Swapped);
        AssertSame(values[1], (await Store.GetAsync(large)));
    }

    [SkippableFact]
    public async Task Large_register_read_while_it_is_replaced_is_one_of_the_values()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(1, Enumerable.Repeat((byte)1, 1_200_000).ToArray()));
        var writer = Task.Run(async () =>
        {
            for (byte i = 2; i <= 12; i++)
                await Store.JoinAsync(key, Register(i, Enumerable.Repeat(i, 1_100_000 + (i * 1000)).ToArray()));
        });

        do
        {
            var value = Capsule.LwwPayload((await Store.GetAsync(key)).Capsule);
            Assert.Equal(-1, value.Span.IndexOfAnyExcept(value.Span[0]));
        }
        while (!writer.IsCompleted);

        await writer;
        Assert.Equal(12, Capsule.LwwPayload((await Store.GetAsync(key)).Capsule).Span[0]);
    }

    [SkippableFact]
    public async Task Large_register_expires_as_a_whole()
    {
        var key = NewKey();
        await Store.JoinAsync(key, Register(9, Noise(1_100_000)), TimeSpan.FromMilliseconds(500));

        await Eventually.Async(async () => (await Store.GetAsync(key)).IsAbsent);

        Assert.Equal(JoinOutcome.Changed, await Store.JoinAsync(key, Register(9, Noise(1_100_000))));
    }

    /// <summary>Whoever may choose a value must not be able to make the store believe that it is in chunks.</summary>
    [SkippableFact]
    public async Task Register_that_looks_like_a_list_of_chunks_is_only_a_value()
    {
        var key = NewKey();
        var capsule = Register(1, [.. "\0cloudburst/chnk"u8, .. new byte[60]]);

        await Store.JoinAsync(key, capsule);

        Assert.Equal(capsule, (await Store.GetAsync(key)).Capsule.ToArray());
        Assert.Equal(capsule, (await Store.GetManyAsync([key]))[0].Capsule.ToArray());
    }

    private static void AssertSame(byte[] expected, KvsEntry actual) => Assert.True(actual.Capsule.Span.SequenceEqual(expected));

    private static byte[] Noise(int size)
    {
        var value = new byte[size];
        new Random(size).NextBytes(value);
        return value;
    }
}
