using System.Buffers.Binary;
using System.Diagnostics;
using Cloudburst.SharedMemory.Mapping;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Mapping;

/// <summary>Many readers, a writer that replaces values in an arena that is too small for them, and executors that die while they read.</summary>
public class StressTests
{
    private const int Keys = 24;
    private const int Readers = 6;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task No_read_is_torn_and_none_goes_back()
    {
        using var sharing = new Sharing(bytes: 2 << 20);
        var published = new long[Keys];
        var watch = Stopwatch.StartNew();
        var writing = Task.Run(() =>
        {
            var random = new Random(1);
            var version = 0L;
            while (watch.Elapsed < Duration)
            {
                var key = random.Next(Keys);
                if (sharing.Put(Name(key), Value(key, ++version, random.Next(8_000, 200_000))))
                    Volatile.Write(ref published[key], version);
            }
            return version;
        });
        var reading = Enumerable.Range(0, Readers).Select(seed => Task.Run(() => ReadAndDie(sharing, seed, published, watch))).ToArray();
        var versions = await writing;
        var reads = (await Task.WhenAll(reading)).Sum();
        Assert.True(versions > 100, $"only {versions} values were written");
        Assert.True(reads > 1_000, $"only {reads} values were read");

        // Whatever died, every lease is free in the end.
        sharing.Writer.Sweep();
        Assert.Equal(0, sharing.Writer.Blocks.Readers);
        Assert.Equal(0, sharing.Writer.Blocks.Withdrawn);
    }

    /// <summary>Lives many lives: each reads for a while, holds on to some of what it has read, and ends without giving it back.</summary>
    private static long ReadAndDie(Sharing sharing, int seed, long[] published, Stopwatch watch)
    {
        var random = new Random(seed);
        var reads = 0L;
        while (watch.Elapsed < Duration)
        {
            var (reader, port) = sharing.AddReader();
            var held = new Queue<(SharedView View, int Key, long Version)>();
            for (var i = random.Next(50, 500); i > 0 && watch.Elapsed < Duration; i--)
            {
                var key = random.Next(Keys);
                var atLeast = Volatile.Read(ref published[key]);
                if (!reader.TryRead(Name(key), out var view))
                    continue;
                var version = Check(key, view);
                Assert.True(version >= atLeast, $"version {version} was read after {atLeast} had been published");
                reads++;
                held.Enqueue((view, key, version));
                if (held.Count < 8)
                    continue;
                var (oldest, itsKey, itsVersion) = held.Dequeue();
                Assert.Equal(itsVersion, Check(itsKey, oldest));
                oldest.Release();
            }
            Kill(reader, held.Select(one => one.View), sharing, port);
        }
        return reads;
    }

    /// <summary>Ends a reader as the death of its process would: the lock goes, the leases stay as they were written.</summary>
    private static void Kill(SharedMemoryReader reader, IEnumerable<SharedView> held, Sharing sharing, ReaderPort port)
    {
        var leases = Path.Combine(sharing.Writer.Folder, port.Name);
        var asTheyWere = ReadShared(leases);
        foreach (var view in held)
            view.Release();
        // Dead leases in the file, while the lock still holds: nobody may reclaim yet.
        using (var file = File.OpenHandle(leases, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            RandomAccess.Write(file, asTheyWere, 0);
        reader.Dispose();
        sharing.Writer.RemoveReader(port);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string Name(int key) => $"key/{key}";

    /// <summary>Key and version, over and over: bytes of two values together can't pass for one.</summary>
    private static byte[] Value(int key, long version, int length)
    {
        var value = new byte[length / sizeof(long) * sizeof(long)];
        for (var i = 0; i < value.Length; i += sizeof(long))
            BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(i), (version << 8) | (long)key);
        return value;
    }

    private static long Check(int key, SharedView view)
    {
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(view.Memory.Span);
        Assert.Equal(key, (int)(words[0] & 0xFF));
        Assert.Equal(-1, words.IndexOfAnyExcept(words[0]));
        return words[0] >> 8;
    }
}
