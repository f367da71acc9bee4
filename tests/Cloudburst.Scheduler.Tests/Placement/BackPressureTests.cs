using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>Whoever is too busy gets nothing new for a while, unless nobody else is left.</summary>
[Trait("Feature", "23")]
public sealed class BackPressureTests
{
    public static TheoryData<PlacementPolicyKind> Kinds => [.. Enum.GetValues<PlacementPolicyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Overloaded_executor_gets_no_work_for_five_seconds(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        var executors = placement.AttachMany(4);
        placement.Cache("n2", ("key", 1_000));
        executors[2].Update(new ExecutorStatus { Utilization = 0.71 });
        executors[3].Update(new ExecutorStatus { Utilization = 0.7 });

        placement.Time.Advance(TimeSpan.FromSeconds(4.9));
        var during = Enumerable.Range(0, 500).Select(_ => placement.Place("key").Id).ToHashSet();
        placement.Time.Advance(TimeSpan.FromSeconds(0.2));
        var after = Enumerable.Range(0, 500).Select(_ => placement.Place("key").Id).ToHashSet();

        Assert.DoesNotContain("e2", during);
        Assert.Contains("e2", after);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sole_replica_gets_its_work_however_busy_it_is(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        var sole = placement.Attach("sole", "n0", functions: ["f", "g"]);
        placement.Attach("other", "n1", functions: ["f"]);
        sole.Update(new ExecutorStatus { Utilization = 1 });
        for (var i = 0; i < 100; i++)
        {
            var chosen = placement.Place(Dags.Chain("f", "g"));
            Assert.Equal("other", chosen[0].Id);
            Assert.Equal("sole", chosen[1].Id);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Where_everybody_is_too_busy_everybody_works(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        foreach (var executor in placement.AttachMany(3))
            executor.Update(new ExecutorStatus { Utilization = 0.95 });
        var chosen = Enumerable.Range(0, 300).Select(_ =>
        {
            var executor = placement.Place();
            executor.Began();
            return executor.Id;
        }).ToHashSet();
        Assert.Equal(3, chosen.Count);
    }

    [Fact]
    public void Executor_above_its_request_rate_gets_a_fifth_of_what_it_would_get()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0, Seed = 1, BackOffRequestsPerWorker = 50 });
        var executors = placement.AttachMany(4, workers: 2);
        placement.Cache("n1", ("key", 1_000));
        // 50 a second for each of 2 workers over 5 seconds.
        for (var i = 0; i < 500; i++)
            Assert.Equal("e1", PlaceAndBegin());

        var above = Enumerable.Range(0, 1_000).Select(_ => PlaceAndBegin()).CountBy(id => id).ToDictionary();
        Assert.InRange(above["e1"], 150, 250);

        // Everything has been forgotten two periods later.
        placement.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("e1", PlaceAndBegin());
        Assert.Equal(0, executors.Count(executor => executor.BackPressure.IsAny));

        string PlaceAndBegin()
        {
            var executor = placement.Place("key");
            executor.Began();
            executor.Ended();
            return executor.Id;
        }
    }

    [Fact]
    public void Rate_is_that_of_the_last_period_not_of_a_calendar()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { Seed = 1, BackOffRequestsPerWorker = 100 });
        var executor = placement.Attach("a", "n0", workers: 1);
        // At 80 a second no second is above the rate, wherever the periods begin.
        for (var i = 0; i < 80 * 30; i++)
        {
            placement.Time.Advance(TimeSpan.FromSeconds(1.0 / 80));
            executor.Began();
            Assert.False(executor.BackPressure.IsAny);
        }
        // At 200 a second it is found within a period.
        var until = 0;
        while (!executor.BackPressure.IsAny)
        {
            placement.Time.Advance(TimeSpan.FromSeconds(1.0 / 200));
            executor.Began();
            Assert.InRange(++until, 1, 1_000);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Executor_that_leaves_or_is_lost_gets_nothing_even_if_it_is_the_last(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        var executors = placement.AttachMany(2);
        executors[0].Update(new ExecutorStatus { Draining = true });
        for (var i = 0; i < 50; i++)
            Assert.Equal("e1", placement.Place().Id);
        Assert.True(executors[1].TryLose());
        Assert.False(executors[1].TryLose());
        Assert.Null(placement.TryPlace(Dags.Function("f", 0)));
    }
}
