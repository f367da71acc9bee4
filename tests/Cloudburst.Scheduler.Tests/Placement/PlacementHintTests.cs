using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>Functions of a DAG that are to be near each other, or apart (digest, row 20: co-location, best effort: on one machine where it can be, success anyway where not).</summary>
[Trait("Feature", "20")]
public sealed class PlacementHintTests
{
    public static TheoryData<PlacementPolicyKind> Policies => [.. Enum.GetValues<PlacementPolicyKind>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Functions_that_are_near_each_other_share_a_machine_under_every_policy(PlacementPolicyKind kind)
    {
        var scheduler = new PlacementUnderTest(kind);
        scheduler.AttachMany(6);
        // Two sources, a join: a policy that looks at each alone spreads them.
        var dag = Hinted(Dags.Of(0, ("f", []), ("f", []), ("f", [0, 1])), near: [(0, 1), (1, 2)]);
        var machines = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            var placement = scheduler.Place(dag);
            Assert.Single(placement.Select(executor => executor.NodeId).Distinct());
            machines.Add(placement[0].NodeId);
        }
        // And not always the same one.
        Assert.True(machines.Count > 1 || kind is PlacementPolicyKind.LeastLoaded, $"Only {string.Join(", ", machines)}");
    }

    [Fact]
    public void Near_functions_go_where_most_of_what_they_read_lies()
    {
        var scheduler = new PlacementUnderTest(new SchedulerOptions { Placement = PlacementPolicyKind.Random, Seed = 1 });
        scheduler.AttachMany(4);
        scheduler.Cache("n2", ("key", 1000));
        var dag = Hinted(Dags.Of(1, ("f", []), ("f", [0, -1])), near: [(1, 0)]);
        for (var i = 0; i < 50; i++)
            Assert.All(scheduler.Place(dag, "key"), executor => Assert.Equal("n2", executor.NodeId));
    }

    [Fact]
    public void Near_functions_of_different_executors_meet_on_their_machine_and_as_many_as_can_where_none_has_all()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.Random);
        scheduler.Attach("a", "n0", functions: "f");
        scheduler.Attach("b", "n0", functions: "g");
        scheduler.Attach("c", "n1", functions: "f");
        scheduler.Attach("d", "n2", functions: "g");
        scheduler.Attach("e", "n3", functions: "h");
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(["a", "b"], scheduler.Place(Hinted(Dags.Chain("f", "g"), near: [(0, 1)])).Select(executor => executor.Id));
            Assert.Equal(["a", "b", "e"], scheduler.Place(Hinted(Dags.Chain("f", "g", "h"), near: [(0, 1), (1, 2)])).Select(executor => executor.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Functions_that_are_apart_run_on_different_machines_under_every_policy(PlacementPolicyKind kind)
    {
        var scheduler = new PlacementUnderTest(kind);
        scheduler.AttachMany(3);
        var dag = Hinted(Dags.Of(0, ("f", []), ("f", [0]), ("f", [1])), apart: [(0, 1), (1, 2), (2, 0)]);
        for (var i = 0; i < 100; i++)
            Assert.Equal(3, scheduler.Place(dag).Select(executor => executor.NodeId).Distinct().Count());
    }

    [Fact]
    public void Apart_is_an_executor_of_its_own_on_the_only_machine_and_costs_nothing_on_the_only_executor()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.Locality);
        scheduler.Attach("a", "n0");
        var dag = Hinted(Dags.Chain("f", "f"), apart: [(1, 0)]);
        Assert.Equal(["a", "a"], scheduler.Place(dag).Select(executor => executor.Id));
        scheduler.Attach("b", "n0");
        for (var i = 0; i < 50; i++)
            Assert.Equal(["a", "b"], scheduler.Place(dag).Select(executor => executor.Id).Order());
    }

    [Fact]
    public void Near_ones_stay_together_when_one_of_them_has_to_get_away_from_another()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.LeastLoaded);
        scheduler.AttachMany(2);
        var dag = Hinted(Dags.Of(0, ("f", []), ("f", [0]), ("f", [1])), near: [(1, 2)], apart: [(0, 1)]);
        for (var i = 0; i < 50; i++)
        {
            var placement = scheduler.Place(dag);
            Assert.Equal(placement[1].NodeId, placement[2].NodeId);
            Assert.NotEqual(placement[0].NodeId, placement[1].NodeId);
        }
    }

    private static RegisteredDag Hinted(RegisteredDag dag, (int Node, int Other)[]? near = null, (int Node, int Other)[]? apart = null)
    {
        var topology = dag.Topology.Clone();
        foreach (var (node, other) in near ?? [])
            topology.Nodes[node].Near.Add(other);
        foreach (var (node, other) in apart ?? [])
            topology.Nodes[node].ApartFrom.Add(other);
        return new RegisteredDag(topology);
    }
}
