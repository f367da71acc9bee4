using System.Diagnostics;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(30);
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < limit, $"The condition did not come true within {limit.TotalSeconds} s");
            // A waiter that spins would take the processor from what it waits for.
            await Task.Delay(1);
        }
    }
}
