using Cloudburst.SharedMemory.Mapping;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Mapping;

public sealed class ReadingTests : IDisposable
{
    private readonly Sharing _sharing = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(500_000)]
    public void What_the_cache_has_put_there_is_read_as_it_is(int length)
    {
        var (reader, _) = _sharing.AddReader();
        using var closing = reader;
        var value = Bytes(length, seed: 1);
        Assert.True(_sharing.Put("käy/1", value));
        Assert.True(reader.TryRead("käy/1", out var view));
        Assert.True(view.Memory.Span.SequenceEqual(value));
        Assert.True(reader.IsCurrent(view));
        Assert.False(reader.TryRead("käy/2", out _));
        view.Release();
    }

    [Fact]
    public void A_replaced_value_stays_as_it_was_for_whoever_reads_it()
    {
        var (reader, _) = _sharing.AddReader();
        using var closing = reader;
        _sharing.Put("a", Bytes(10_000, seed: 1));
        Assert.True(reader.TryRead("a", out var old));
        for (var seed = 2; seed < 100; seed++)
            _sharing.Put("a", Bytes(200_000, seed));
        Assert.False(reader.IsCurrent(old));
        Assert.True(old.Memory.Span.SequenceEqual(Bytes(10_000, seed: 1)));
        Assert.True(reader.TryRead("a", out var newest));
        Assert.True(newest.Memory.Span.SequenceEqual(Bytes(200_000, seed: 99)));
        old.Release();
        newest.Release();
        _sharing.Writer.Sweep();
        Assert.Equal(0, _sharing.Writer.Blocks.Withdrawn);
    }

    [Fact]
    public void A_value_that_has_ended_is_not_served()
    {
        var time = new ManualTime();
        using var sharing = new Sharing(time: time);
        var (reader, _) = sharing.AddReader();
        using var closing = reader;
        sharing.Put("a", Bytes(10, seed: 1), time.GetUtcNow().ToUnixTimeMilliseconds() + 1_000);
        Assert.True(reader.TryRead("a", out var view));
        time.Now += TimeSpan.FromSeconds(1);
        Assert.False(reader.TryRead("a", out _));
        Assert.False(reader.IsCurrent(view));
        // A function that began before goes on with what it has.
        Assert.True(view.Memory.Span.SequenceEqual(Bytes(10, seed: 1)));
        view.Release();
    }

    [Fact]
    public void A_released_view_throws_and_a_pinned_one_stays()
    {
        var (reader, _) = _sharing.AddReader();
        using var closing = reader;
        _sharing.Put("a", Bytes(900_000, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        var memory = (ReadOnlyMemory<byte>)view.Memory;
        using (memory.Pin())
        {
            view.Release();
            Assert.Contains("after the function had returned", Assert.Throws<ObjectDisposedException>(() => memory.Span[0]).Message, StringComparison.Ordinal);
            Assert.Throws<ObjectDisposedException>(() => memory.Pin());
            Assert.False(_sharing.Put("a", Bytes(900_000, seed: 2)));
        }
        Assert.True(_sharing.Put("a", Bytes(900_000, seed: 2)));
        view.Release();
        Assert.False(_sharing.Put("a", Bytes(2_000_000, seed: 2)));
    }

    [Fact]
    public void A_view_is_known_as_one()
    {
        var (reader, _) = _sharing.AddReader();
        using var closing = reader;
        _sharing.Put("a", Bytes(100, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        Assert.True(SharedView.IsBehind(view.Memory[10..]));
        Assert.False(SharedView.IsBehind(new byte[10]));
        view.Release();
    }

    [Fact]
    public void The_numbers_of_a_register_begin_with_a_cache_line()
    {
        var (reader, _) = _sharing.AddReader();
        using var closing = reader;
        foreach (var key in new[] { "a", "abc", new string('k', 333) })
        {
            _sharing.Put(key, Bytes(5_000, seed: 1));
            Assert.True(reader.TryRead(key, out var view));
            using (var pin = view.Memory[24..].Pin())
                Assert.Equal(0, Address(pin) % 64);
            view.Release();
        }
    }

    [Fact]
    public void A_reader_that_was_closed_reads_nothing_more_and_keeps_what_it_holds()
    {
        var (reader, _) = _sharing.AddReader();
        _sharing.Put("a", Bytes(5_000, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        reader.Dispose();
        Assert.False(reader.TryRead("a", out _));
        Assert.True(view.Memory.Span.SequenceEqual(Bytes(5_000, seed: 1)));
        view.Release();
    }

    public void Dispose() => _sharing.Dispose();

    internal static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static unsafe long Address(System.Buffers.MemoryHandle pin) => (long)pin.Pointer;

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
