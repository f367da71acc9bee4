using Cloudburst.SharedMemory.Mapping;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Mapping;

/// <summary>Caches and executors that come, go, and die.</summary>
public sealed class LifeTests : IDisposable
{
    private const int AlmostAll = 900_000;
    private readonly Sharing _sharing = new(1 << 20);

    [Fact]
    public void A_broken_link_to_an_executor_that_lives_frees_nothing_that_it_reads()
    {
        var (reader, port) = _sharing.AddReader();
        _sharing.Put("a", ReadingTests.Bytes(AlmostAll, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        _sharing.Writer.RemoveReader(port);
        Assert.False(_sharing.Put("a", ReadingTests.Bytes(AlmostAll, seed: 2)));
        Assert.True(view.Memory.Span.SequenceEqual(ReadingTests.Bytes(AlmostAll, seed: 1)));

        // The executor hears of it, and its function returns.
        reader.Dispose();
        Assert.False(_sharing.Put("a", ReadingTests.Bytes(AlmostAll, seed: 2)));
        view.Release();
        Assert.True(_sharing.Put("a", ReadingTests.Bytes(AlmostAll, seed: 2)));
        Assert.Equal(0, _sharing.Writer.Blocks.Readers);
        Assert.False(File.Exists(Path.Combine(_sharing.Writer.Folder, port.Name)));
    }

    [Fact]
    public void An_executor_that_comes_after_it_was_given_up_stays_away()
    {
        var port = _sharing.Writer.AddReader();
        _sharing.Writer.RemoveReader(port);
        Assert.ThrowsAny<IOException>(() => SharedMemoryReader.Open(_sharing.Writer.Folder, port.Name, TimeProvider.System));
    }

    [Fact]
    public void Two_executors_never_share_one_file_of_leases()
    {
        var (reader, port) = _sharing.AddReader();
        Assert.ThrowsAny<IOException>(() => SharedMemoryReader.Open(_sharing.Writer.Folder, port.Name, TimeProvider.System));
        reader.Dispose();
    }

    [Fact]
    public void An_executor_of_another_version_does_not_read()
    {
        var port = _sharing.Writer.AddReader();
        using (var index = File.OpenHandle(Path.Combine(_sharing.Writer.Folder, Layout.IndexName), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            RandomAccess.Write(index, BitConverter.GetBytes(Layout.Version + 1UL), Layout.VersionWord * sizeof(ulong));
        var error = Assert.Throws<IOException>(() => SharedMemoryReader.Open(_sharing.Writer.Folder, port.Name, TimeProvider.System));
        Assert.Contains("not of version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_ends_is_read_no_more_and_leaves_no_files()
    {
        var (reader, _) = _sharing.AddReader();
        _sharing.Put("a", ReadingTests.Bytes(5_000, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        _sharing.Writer.Dispose();
        Assert.False(reader.TryRead("a", out _));
        Assert.False(reader.IsCurrent(view));
        Assert.True(view.Memory.Span.SequenceEqual(ReadingTests.Bytes(5_000, seed: 1)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_sharing.Root));
        reader.Dispose();
        view.Release();
    }

    [Fact]
    public void What_a_dead_cache_has_left_is_closed_and_removed_by_the_next_one()
    {
        var (reader, _) = _sharing.AddReader();
        _sharing.Put("a", ReadingTests.Bytes(5_000, seed: 1));
        Assert.True(reader.TryRead("a", out var view));
        var orphan = Orphan(_sharing.Writer.Folder);
        using var next = SharedMemoryWriter.Create(_sharing.Root, 1 << 20);
        Assert.False(Directory.Exists(orphan));
        Assert.True(Directory.Exists(next.Folder));
        // The living one, whose lock is held, is left alone.
        Assert.True(Directory.Exists(_sharing.Writer.Folder));
        Assert.True(reader.TryRead("a", out var again));
        view.Release();
        again.Release();
        reader.Dispose();
    }

    [Fact]
    public void An_executor_that_has_not_heard_of_its_caches_death_reads_nothing_once_the_next_cache_is_there()
    {
        var (reader, _) = _sharing.AddReader();
        _sharing.Put("a", ReadingTests.Bytes(5_000, seed: 1));
        // The lock that the death of its process would free.
        var held = Path.Combine(_sharing.Writer.Folder, Layout.LockName);
        File.Move(held, held + ".dead");
        File.WriteAllBytes(held, []);
        using var next = SharedMemoryWriter.Create(_sharing.Root, 1 << 20);
        Assert.False(reader.TryRead("a", out _));
        reader.Dispose();
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.ThrowsAny<IOException>(() => SharedMemoryWriter.Create(Path.Combine(_sharing.Root, "missing"), 1 << 20));

    public void Dispose() => _sharing.Dispose();

    /// <summary>A copy of a cache's files that nobody holds the lock of, as a crash leaves them.</summary>
    private static string Orphan(string folder)
    {
        var orphan = Directory.CreateDirectory(folder + "dead").FullName;
        foreach (var name in new[] { Layout.LockName, Layout.IndexName })
            File.WriteAllBytes(Path.Combine(orphan, name), new byte[4_096]);
        return orphan;
    }
}
