using System.Diagnostics;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>Waits for what must become true, with a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task True(Func<bool> condition, string what) => True(() => Task.FromResult(condition()), what);

    public static async Task True(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Deadline, $"Within {Deadline.TotalSeconds} s it did not become true that {what}.");
            await Task.Delay(5);
        }
    }
}
