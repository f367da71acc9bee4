using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions that yield streams.</summary>
public static partial class StreamFunctions
{
    /// <summary>How many items each marked stream has produced, over all its runs.</summary>
    internal static readonly ConcurrentDictionary<string, int> Produced = new();

    [CloudburstFunction("count-up")]
    public static async IAsyncEnumerable<int> CountUp(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 100 == 0)
                await Task.Yield();
            yield return i;
        }
    }

    /// <summary>Yields arrays, as fast as they are taken.</summary>
    [CloudburstFunction("blocks")]
    public static async IAsyncEnumerable<byte[]> Blocks(string mark, int count, int bytes)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            Produced.AddOrUpdate(mark, 1, static (_, n) => n + 1);
            yield return new byte[bytes];
        }
    }

    /// <summary>Yields some items, waits for a gate, and yields one more.</summary>
    [CloudburstFunction("before-and-after")]
    public static async IAsyncEnumerable<string> BeforeAndAfter(string gate, int before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < before; i++)
            yield return $"before {i}";
        await TestFunctions.Wait(gate, 0, cancellationToken);
        yield return "after";
    }

    [CloudburstFunction("some-then-fail")]
    public static async IAsyncEnumerable<int> SomeThenFail(int count, string message)
    {
        for (var i = 0; i < count; i++)
            yield return i;
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    /// <summary>Writes a key after its last result.</summary>
    [CloudburstFunction("some-then-write")]
    public static async IAsyncEnumerable<int> SomeThenWrite(string key, int count, CloudburstContext context)
    {
        for (var i = 0; i < count; i++)
            yield return i;
        await context.PutAsync(key, "written");
    }
}
