using System.Diagnostics;

namespace Cloudburst.Kvs.Tests;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task Async(Func<Task<bool>> condition, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"The condition did not come true within {seconds} s.");
            await Task.Delay(10);
        }
    }
}
