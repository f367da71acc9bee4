using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Scheduler.Tests;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_goes_at_once_and_the_rest_at_a_steady_rate()
    {
        var budget = new RetryBudget(burst: 3, perSecond: 10, _time);
        for (var i = 0; i < 3; i++)
            Assert.Equal(TimeSpan.Zero, budget.Take());
        Assert.Equal(TimeSpan.FromMilliseconds(100), budget.Take());
        Assert.Equal(TimeSpan.FromMilliseconds(200), budget.Take());
    }

    [Fact]
    public void Quiet_time_brings_the_burst_back_and_no_more()
    {
        var budget = new RetryBudget(burst: 3, perSecond: 10, _time);
        for (var i = 0; i < 5; i++)
            budget.Take();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(TimeSpan.Zero, budget.Take());
        Assert.Equal(TimeSpan.FromMilliseconds(100), budget.Take());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => budget.Take() == TimeSpan.Zero));
    }
}
