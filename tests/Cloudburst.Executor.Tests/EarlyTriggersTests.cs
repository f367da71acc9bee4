using Cloudburst.Executor.Runs;
using Cloudburst.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Executor.Tests;

public sealed class EarlyTriggersTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EarlyTriggers _early;

    public EarlyTriggersTests() => _early = new EarlyTriggers(TimeSpan.FromSeconds(10), _time);

    [Fact]
    public void Those_of_a_run_are_taken_once_and_in_order()
    {
        var run = new RunKey("r", 1, 1);
        _early.Add(run, new Trigger { Source = 1 });
        _early.Add(run, new Trigger { Source = 0 });
        _early.Add(new RunKey("r", 1, 2), new Trigger { Source = 2 });
        Assert.Equal([1, 0], _early.Take(run).Select(static trigger => trigger.Source));
        Assert.Empty(_early.Take(run));
    }

    [Fact]
    public void Nobody_asks_for_old_ones()
    {
        _early.Add(new RunKey("old", 1, 1), new Trigger());
        _time.Advance(TimeSpan.FromSeconds(6));
        _early.Add(new RunKey("young", 1, 1), new Trigger());
        _time.Advance(TimeSpan.FromSeconds(5));
        _early.Sweep();
        Assert.Empty(_early.Take(new RunKey("old", 1, 1)));
        Assert.Single(_early.Take(new RunKey("young", 1, 1)));
    }

    [Fact]
    public void The_oldest_make_room()
    {
        for (var i = 0; i <= 50_000; i++)
            _early.Add(new RunKey($"r{i}", 1, 1), new Trigger());
        Assert.Empty(_early.Take(new RunKey("r0", 1, 1)));
        Assert.Single(_early.Take(new RunKey("r1", 1, 1)));
    }
}
