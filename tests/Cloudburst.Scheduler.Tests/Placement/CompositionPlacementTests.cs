using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>Where maps find help, where races run, and where nodes without a function are settled.</summary>
public sealed class CompositionPlacementTests
{
    [Theory]
    [InlineData(PlacementPolicyKind.Locality)]
    [InlineData(PlacementPolicyKind.LeastLoaded)]
    [InlineData(PlacementPolicyKind.EarliestFinishTime)]
    [InlineData(PlacementPolicyKind.RoundRobin)]
    [InlineData(PlacementPolicyKind.Random)]
    public void Competitors_are_placed_apart_by_every_policy_as_long_as_there_are_executors(PlacementPolicyKind kind)
    {
        var scheduler = new PlacementUnderTest(kind);
        scheduler.Attach("a", "n0");
        scheduler.Attach("b", "n0");
        scheduler.Attach("c", "n1");
        // f; two competitors of two functions each; a race; f.
        var dag = Dag(Call(), Call(0), Call(1), Call(0), Call(3), Race(2, 4), Call(5));
        for (var i = 0; i < 50; i++)
        {
            var placement = scheduler.Place(dag);
            Assert.Equal(2, new[] { placement[2], placement[4] }.Distinct().Count());
            Assert.Equal(placement[6], placement[5]);
        }
        Assert.Single(Only("a").Place(dag).Distinct());

        PlacementUnderTest Only(string id)
        {
            var one = new PlacementUnderTest(kind);
            one.Attach(id, "n0");
            return one;
        }
    }

    [Fact]
    public void Competitor_prefers_a_machine_of_its_own()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.LeastLoaded);
        scheduler.Attach("a", "n0");
        scheduler.Attach("b", "n0");
        scheduler.Attach("c", "n1");
        for (var i = 0; i < 50; i++)
        {
            var placement = scheduler.Place(Dag(Call(), Call(0), Call(0), Race(1, 2)));
            Assert.NotEqual(placement[1].NodeId, placement[2].NodeId);
        }
    }

    [Fact]
    public void Node_without_a_function_goes_along_with_what_takes_its_result_or_else_with_what_it_takes()
    {
        var (pass, choice) = (new DagNode(Choice(1)) { Guards = { Guard(0) } }, Choice(1, 2));
        Assert.Equal([(3, 4)], Dag(Call(), Call(0), Call(0), choice, Call(3)).Hosted);
        Assert.Equal([(3, 1)], Dag(Call(), Call(0), Call(0), choice).Hosted);
        Assert.Equal([(2, 1)], Dag(Call(), Call(0), pass, Call(2)).Hosted);
        // A choice of a choice, both of them before the sink.
        Assert.Equal([(3, 6), (5, 6)], Dag(Call(), Call(0), Call(0), choice, Call(0), Choice(3, 4), Call(5)).Hosted);
        Assert.Empty(Dag(Call(), Call(0)).Hosted);
    }

    [Fact]
    public async Task Every_other_executor_may_help_with_a_map_and_is_told_so()
    {
        await using var scheduler = new SchedulerUnderTest();
        SchedulerUnderTest.Executor[] executors = [scheduler.Attach("a"), scheduler.Attach("b"), scheduler.Attach("c")];
        var client = scheduler.NewClient();
        var dag = new DagTopology { Name = "map", InputCount = 1 };
        dag.Nodes.Add(new DagNode { Label = "g", Function = "g", Bindings = { new ArgumentBinding { Input = 0, Each = true } } });
        client.Receiver.OnReceived(new ClientFrame { Id = 1, RegisterDag = dag });
        await client.AnswerAsync(1);
        client.Receiver.OnReceived(new ClientFrame { Id = 2, Call = new Call { RequestId = "r", Dag = "map", Arguments = { new ArgumentValue { Value = ByteString.CopyFrom(1) } } } });

        foreach (var executor in executors)
        {
            var schedule = await executor.ScheduleAsync();
            Assert.Equal(["a", "b", "c"], schedule.Locations.Select(location => location.ExecutorId).Order());
            var helpers = Assert.Single(schedule.Helpers);
            Assert.Equal([0, 1, 2], helpers.Locations.Append(schedule.Placement[0]).Order());
        }
        // It dies; so the request is tried again, and whoever helped forgets it.
        executors[2].Receiver.OnClosed(new IOException());
        await executors[0].ScheduleAsync(attempt: 2);
        await executors[1].ScheduleAsync(attempt: 2);
        executors[0].Complete("r", 2, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
        await executors[1].Link.WaitForAsync(frame => frame.Abandon?.Attempt == 2);
    }

    [Fact]
    public async Task Helper_gets_only_the_arguments_that_all_elements_share()
    {
        await using var scheduler = new SchedulerUnderTest();
        SchedulerUnderTest.Executor[] executors = [scheduler.Attach("a"), scheduler.Attach("b")];
        var client = scheduler.NewClient();
        var dag = new DagTopology { Name = "map", InputCount = 2, Sink = 1 };
        dag.Nodes.Add(new DagNode { Label = "first", Function = "g", Bindings = { new ArgumentBinding { Input = 0, Each = true } } });
        // Its other inputs come along with the elements, as they are another node's result.
        dag.Nodes.Add(new DagNode { Label = "second", Function = "h", Bindings = { new ArgumentBinding { Node = 0 }, new ArgumentBinding { Input = 1 }, new ArgumentBinding { Input = 0, Each = true } } });
        client.Receiver.OnReceived(new ClientFrame { Id = 1, RegisterDag = dag });
        Assert.Null((await client.AnswerAsync(1)).Error);
        var call = new Call { RequestId = "r", Dag = "map" };
        call.Arguments.AddRange([new ArgumentValue { Value = ByteString.CopyFromUtf8("the list") }, new ArgumentValue { Value = ByteString.CopyFromUtf8("for all") }]);
        client.Receiver.OnReceived(new ClientFrame { Id = 2, Call = call });

        var schedules = new[] { await executors[0].ScheduleAsync(), await executors[1].ScheduleAsync() };
        var home = schedules.Single(schedule => schedule.Locations[schedule.Placement[0]].ExecutorId == (schedule == schedules[0] ? "a" : "b"));
        var helper = schedules.Single(schedule => schedule != home);
        Assert.Equal(["the list", "for all"], home.Arguments.Select(argument => argument.Value.ToStringUtf8()));
        Assert.Equal(["", "for all"], helper.Arguments.Select(argument => argument.Value.ToStringUtf8()));
        Assert.Equal((home.Plan, home.Placement, home.Helpers), (helper.Plan, helper.Placement, helper.Helpers));
    }

    private static RegisteredDag Dag(params DagNode[] nodes)
    {
        var dag = new DagTopology { Name = "dag", Sink = nodes.Length - 1 };
        for (var i = 0; i < nodes.Length; i++)
            dag.Nodes.Add(new DagNode(nodes[i]) { Label = $"{i}" });
        return new RegisteredDag(dag);
    }

    private static DagNode Call(params int[] sources) => Node("f", NodeKind.Call, sources);

    private static DagNode Choice(params int[] sources) => Node("", NodeKind.Choice, sources);

    private static DagNode Race(params int[] sources) => Node("", NodeKind.Race, sources);

    private static Guard Guard(int node) => new() { Node = node, Results = { ByteString.CopyFrom(1) } };

    private static DagNode Node(string function, NodeKind kind, int[] sources)
    {
        var node = new DagNode { Function = function, Kind = kind };
        node.Bindings.AddRange(sources.Select(source => new ArgumentBinding { Node = source }));
        return node;
    }
}
