using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

public sealed class PolicyTests
{
    public static TheoryData<PlacementPolicyKind> Kinds => [.. Enum.GetValues<PlacementPolicyKind>()];

    [Fact]
    [Trait("Feature", "22")]
    public void Locality_sends_four_calls_in_five_to_the_machine_that_caches_and_spreads_the_rest()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.Locality);
        placement.AttachMany(10);
        placement.Cache("n3", ("hot", 1_000));

        var counts = Enumerable.Range(0, 1_000).Select(_ => placement.Place("hot").NodeId).CountBy(node => node).ToDictionary();

        // 80 %, and a tenth of the 20 % that go anywhere.
        Assert.InRange(counts["n3"], 790, 850);
        Assert.Equal(10, counts.Count);
    }

    [Fact]
    public void Locality_counts_bytes_not_keys()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0 });
        placement.AttachMany(3);
        placement.Cache("n1", ("a", 10), ("b", 10), ("c", 10));
        placement.Cache("n2", ("array", 1_000));
        Assert.Equal("n2", placement.Place("a", "b", "c", "array").NodeId);
    }

    [Fact]
    [Trait("Feature", "22")]
    public void Locality_counts_what_a_value_refers_to_inside()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0 });
        placement.AttachMany(3);
        placement.Cache("n1", ("a", 10), ("b", 10), ("c", 10));
        placement.Cache("n2", ("d", 25));
        var list = new ArgumentValue { Inner = new InnerReferences { Keys = { "a", "b", "c" } } };
        Assert.Equal("n1", placement.TryPlace(Dags.Function("f", 2), new[] { list, new ArgumentValue { Key = "d" } })![0].NodeId);
    }

    [Fact]
    public void Locality_follows_the_caches_as_they_change()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0 });
        placement.AttachMany(3);
        placement.Cache("n1", ("key", 10));
        placement.Cache("n2", ("key", 5));
        Assert.Equal("n1", placement.Place("key").NodeId);
        placement.Cache("n2", ("key", 20));
        Assert.Equal("n2", placement.Place("key").NodeId);
    }

    [Fact]
    public void Locality_takes_the_less_loaded_executor_of_the_machine()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0 });
        var busy = placement.Attach("busy", "n1");
        placement.Attach("idle", "n1");
        placement.Attach("elsewhere", "n2");
        placement.Cache("n1", ("key", 10));
        busy.Began();
        Assert.Equal("idle", placement.Place("key").Id);
    }

    [Fact]
    public void Locality_puts_functions_whose_data_lies_on_one_machine_on_one_of_its_executors()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { RandomShare = 0, Seed = 3 });
        for (var i = 0; i < 8; i++)
            placement.Attach($"e{i}", $"n{i % 2}", functions: ["f", "g"]);
        placement.Cache("n1", ("x", 100), ("y", 100));
        var dag = Dags.Of(2, ("f", [-1]), ("g", [-2]), ("f", [0, 1]));

        for (var i = 0; i < 100; i++)
        {
            var chosen = placement.Place(dag, "x", "y");
            Assert.Equal("n1", chosen[0].NodeId);
            Assert.Single(chosen.Distinct());
        }
    }

    [Fact]
    [Trait("Feature", "21")]
    public void Random_is_uniform()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.Random);
        placement.AttachMany(10);
        placement.Cache("n3", ("hot", 1_000));
        var counts = Enumerable.Range(0, 10_000).Select(_ => placement.Place("hot").Id).CountBy(id => id).ToDictionary();
        Assert.Equal(10, counts.Count);
        // Five standard deviations of a binomial distribution.
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    [Trait("Feature", "21")]
    public void Round_robin_gives_everybody_the_same()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.RoundRobin);
        placement.AttachMany(7);
        var counts = Enumerable.Range(0, 700).Select(_ => placement.Place().Id).CountBy(id => id).ToDictionary();
        Assert.Equal(7, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(100, count));
    }

    [Fact]
    [Trait("Feature", "21")]
    public void Least_loaded_weighs_requests_by_workers()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.LeastLoaded);
        var small = placement.Attach("small", "n0", workers: 2);
        var large = placement.Attach("large", "n1", workers: 8);
        small.Began();
        for (var i = 0; i < 3; i++)
            large.Began();
        // 1 of 2 beside 3 of 8.
        Assert.Equal("large", placement.Place().Id);
        large.Began();
        large.Began();
        Assert.Equal("small", placement.Place().Id);
    }

    [Fact]
    public void Least_loaded_levels_what_is_placed_one_after_the_other()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.LeastLoaded);
        var executors = placement.AttachMany(5);
        for (var i = 0; i < 50; i++)
            placement.Place().Began();
        Assert.All(executors, executor => Assert.Equal(10, executor.InFlight));
    }

    [Theory]
    [InlineData(PlacementPolicyKind.Locality)]
    [InlineData(PlacementPolicyKind.LeastLoaded)]
    [InlineData(PlacementPolicyKind.EarliestFinishTime)]
    public void A_chain_stays_on_one_executor(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        for (var i = 0; i < 6; i++)
            placement.Attach($"e{i}", $"n{i % 3}", functions: ["f", "g"]);
        placement.Ran("f", TimeSpan.FromMilliseconds(1));
        placement.Ran("g", TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 50; i++)
            Assert.Single(placement.Place(Dags.Chain("f", "g", "f")).Distinct());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_function_goes_only_where_it_is(PlacementPolicyKind kind)
    {
        var placement = new PlacementUnderTest(kind);
        for (var i = 0; i < 6; i++)
            placement.Attach($"e{i}", $"n{i % 2}", functions: i < 3 ? ["f"] : ["g"]);
        placement.Cache("n0", ("key", 10));
        placement.Cache("n1", ("key", 20));
        var dag = Dags.Of(1, ("f", [-1]), ("g", [0]), ("f", [1, -1]));
        for (var i = 0; i < 50; i++)
            Assert.All(placement.Place(dag, "key"), (executor, node) => Assert.True(executor.Has(node == 1 ? "g" : "f")));
        Assert.Null(placement.TryPlace(Dags.Chain("f", "nowhere")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_places_the_same_calls_in_the_same_way(PlacementPolicyKind kind)
    {
        var first = Run(seed: 7);
        Assert.Equal(first, Run(seed: 7));
        if (kind is not (PlacementPolicyKind.RoundRobin or PlacementPolicyKind.EarliestFinishTime))
            Assert.NotEqual(first, Run(seed: 8));

        string[] Run(int seed)
        {
            var placement = new PlacementUnderTest(kind, seed);
            placement.AttachMany(9);
            placement.Cache("n3", ("hot", 1_000));
            return [.. Enumerable.Range(0, 200).Select(i => placement.Place(i % 2 == 0 ? ["hot"] : []).Id)];
        }
    }

    [Fact]
    public void Earliest_finish_time_reads_where_the_data_is_unless_waiting_there_takes_longer()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.EarliestFinishTime);
        var caching = placement.Attach("caching", "n0", workers: 1);
        placement.Attach("idle", "n1", workers: 1);
        placement.Cache("n0", ("array", 50_000_000));
        placement.Ran("f", TimeSpan.FromMilliseconds(20));
        caching.Update(new ExecutorStatus { Functions = { new FunctionLoad { Function = "f", Calls = 1, BusyMicros = 20_000 } } });
        Assert.Equal("caching", placement.Place("array").Id);

        // 50 MB take 50 ms to read: two runs of 20 ms ahead are worth waiting for, three are not.
        caching.Began();
        caching.Began();
        Assert.Equal("caching", placement.Place("array").Id);
        caching.Began();
        Assert.Equal("idle", placement.Place("array").Id);
    }

    [Fact]
    public void Earliest_finish_time_spreads_what_can_run_at_once_over_those_that_have_workers()
    {
        var placement = new PlacementUnderTest(PlacementPolicyKind.EarliestFinishTime);
        foreach (var executor in placement.AttachMany(4, workers: 2))
            executor.Update(new ExecutorStatus { Functions = { new FunctionLoad { Function = "f", Calls = 1, BusyMicros = 10_000 } } });
        placement.Ran("f", TimeSpan.FromMilliseconds(10));
        // One feeds eight, and they feed one.
        int[] first = [0];
        var dag = Dags.Of(0, [("f", []), .. Enumerable.Repeat(("f", first), 8), ("f", [1, 2, 3, 4, 5, 6, 7, 8])]);

        var chosen = placement.Place(dag);

        var wide = chosen[1..9].CountBy(executor => executor.Id).ToDictionary();
        Assert.Equal(4, wide.Count);
        Assert.All(wide.Values, count => Assert.InRange(count, 1, 3));
    }
}
