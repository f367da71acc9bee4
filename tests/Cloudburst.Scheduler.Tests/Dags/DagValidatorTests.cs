using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests.Dags;

/// <summary>Every rule of a DAG has an error of its own: that its functions exist, no cycles, one sink, unique names.</summary>
[Trait("Feature", "5")]
public sealed class DagValidatorTests
{
    private static readonly Dictionary<string, FunctionInfo> Functions = new[]
    {
        Function("number", "int", "int"), Function("text", "string", "string"), Function("list", "int[]", "int"), Function("total", "int", "int[]"),
        Function("test", "bool", "int"), Function("pair", "(int, (string, int[]))", "int"), Function("both", "int", "int", "(string, int[])"), Function("nothing", "", "int"),
        Function("name", "Cloudburst.Ref<int>", "int"), Function("units", "int", "Cloudburst.Unit[]"), Function("lists", "int[][]", "int"),
    }.ToDictionary(function => function.Name, StringComparer.Ordinal);

    [Fact]
    public void Sound_ones_have_none()
    {
        Assert.Null(Check(Call("a", "number", Input())));
        Assert.Null(Check(Call("a", "number", Input()), new DagNode(Call("b", "number", Node(0))) { Near = { 0 } }, new DagNode(Call("c", "number", Node(1))) { ApartFrom = { 0, 1 } }));
        Assert.Null(Check(Call("a", "list", Input()), Call("b", "number", Each(0)), Call("c", "total", Node(1))));
        Assert.Null(Check(Call("a", "lists", Input()), Call("b", "total", Each(0)), Call("c", "total", Node(1))));
        Assert.Null(Check(Call("a", "list", Input()), Call("b", "nothing", Each(0)), Call("c", "units", Node(1))));
        Assert.Null(Check(Call("a", "pair", Input()), Call("b", "both", Item(0, 1), Item(0, 2))));
        Assert.Null(Check(Call("a", "test", Input()), When(Call("b", "number", Input()), 0), Unless(Call("c", "number", Input()), 0), Choice("d", Node(1), Node(2))));
        Assert.Null(Check(Call("a", "name", Input()), In(1, Call("b", "both", ByKey(0), Input())), In(2, Call("c", "number", Node(1)))));
        Assert.Null(Check(Call("a", "test", Input()), When(Choice("b", Input()), 0), Unless(Call("c", "number", Input()), 0), Choice("d", Node(1), Node(2))));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_one_names_its_rule(string rule, string says, DagTopology dag)
    {
        var error = DagValidator.Check(dag, Functions.GetValueOrDefault);
        Assert.NotNull(error);
        Assert.Equal((ErrorCode.DagInvalid, rule), (error.Code, error.Details["rule"]));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, DagTopology> Broken => new()
    {
        { "name", "1 to 200 characters", new DagTopology(Of(Call("a", "number", Input()))) { Name = "" } },
        { "name", "no '/'", new DagTopology(Of(Call("a", "number", Input()))) { Name = "a/b" } },
        { "empty", "no functions", Of() },
        { "empty", "no functions", Of(Choice("a", Input())) },
        { "size", "10,001 nodes and 10,000 are allowed", Wide(10_000) },
        { "sink", "does not exist", new DagTopology(Of(Call("a", "number", Input()))) { Sink = 1 } },
        { "sink", "both end the DAG", Of(Call("a", "number", Input()), Call("b", "number", Input())) },
        { "sink", "feeds another node", new DagTopology(Of(Call("a", "number", Input()), Call("b", "number", Node(0)))) { Sink = 0 } },
        { "consistency", "99", new DagTopology(Of(Call("a", "number", Input()))) { Consistency = (ConsistencyLevel)99 } },
        { "label", "labelled 'a'", Of(Call("a", "number", Input()), Call("a", "number", Node(0))) },
        { "placement", "node 7, which does not exist", Of(new DagNode(Call("a", "number", Input())) { Near = { 7 } }) },
        { "placement", "'a' is placed in relation to itself", Of(new DagNode(Call("a", "number", Input())) { ApartFrom = { 0 } }) },
        { "placement", "only functions are placed", Of(Call("a", "number", Input()), new DagNode(Choice("b", Node(0))) { Near = { 0 } }) },
        {
            "placement", "'a' and 'c' are to be near each other and apart",
            Of(Call("a", "number", Input()), new DagNode(Call("b", "number", Node(0))) { Near = { 0 } }, new DagNode(Call("c", "number", Node(1))) { Near = { 1 }, ApartFrom = { 0 } })
        },
        { "race", "which would always win", Of(Call("a", "number", Input()), new DagNode(Choice("b", Node(0), Input())) { Kind = NodeKind.Race }) },
        { "edge", "node 7, which does not exist", Of(Call("a", "number", Node(7))) },
        { "edge", "bound to nothing", Of(Call("a", "number", new ArgumentBinding())) },
        { "edge", "only functions read", Of(Call("a", "number", Input()), Choice("b", Node(0), new ArgumentBinding { Constant = new ArgumentValue { Key = "k" } })) },
        { "input", "the DAG has 1", Of(Call("a", "number", new ArgumentBinding { Input = 1 })) },
        { "function", "'nowhere'", Of(Call("a", "nowhere", Input())) },
        { "arity", "takes 1 arguments and 2 are bound", Of(Call("a", "number", Input(), Input())) },
        { "type", "'a' yields int and parameter 'p0' of 'b' takes string", Of(Call("a", "number", Input()), Call("b", "text", Node(0))) },
        { "type", "'a' yields nothing", Of(Call("a", "nothing", Input()), Call("b", "number", Node(0))) },
        { "type", "yields int[] and parameter", Of(Call("a", "list", Input()), Call("b", "number", Each(0)), Call("c", "number", Node(1))) },
        { "type", "yields int and parameter", Of(Call("a", "pair", Input()), Call("b", "text", Item(0, 1))) },
        { "type", "of different types: int and string", Of(Call("a", "number", Input()), Call("b", "text", Input()), Choice("c", Node(0), Node(1))) },
        { "cycle", "b → c → b", Of(Call("a", "number", Input()), Call("b", "total", Node(2)), Call("c", "list", Node(1)), Call("d", "number", Node(1))) },
        { "cycle", "a → a", Of(When(Call("a", "number", Input()), 0)) },
        { "guard", "decides whether 'a' runs, and does not exist", Of(When(Call("a", "number", Input()), 5)) },
        { "guard", "name at least one", Of(Call("a", "test", Input()), new DagNode(Call("b", "number", Input())) { Guards = { new Guard { Node = 0 } } }) },
        { "each", "no list", Of(Call("a", "number", Input()), Call("b", "number", Each(0))) },
        { "each", "more than one list", Of(Call("a", "list", Input()), Call("b", "both", Each(0), Each(0))) },
        { "each", "calls no function", Of(Call("a", "list", Input()), Choice("b", Each(0))) },
        { "item", "item 3", Of(Call("a", "pair", Input()), Call("b", "number", Item(0, 3))) },
        { "item", "counted from 1 to 7", Of(Call("a", "pair", Input()), Call("b", "number", Item(0, 8))) },
        { "item", "and that is int", Of(Call("a", "number", Input()), Call("b", "number", Item(0, 1))) },
        { "kind", "kind 9", Of(new DagNode(Call("a", "number", Input())) { Kind = (NodeKind)9 }) },
        { "kind", "exactly if it is a call", Of(new DagNode(Call("a", "number", Input())) { Kind = NodeKind.Choice }) },
        { "kind", "exactly if it is a call", Of(Call("a", "", Input())) },
        { "continuation", "counted from 0", Of(Call("a", "number", Input()), In(2, Call("b", "number", Node(0)))) },
        { "continuation", "counted from 0", Of(In(-1, Call("a", "number", Input())), Call("b", "number", Node(0))) },
        { "continuation", "counted from 0", Of(Call("a", "number", Input()), In(int.MaxValue, Call("b", "number", Node(0)))) },
        { "continuation", "calls no function", Of(Call("a", "number", Input()), In(1, Choice("b", Node(0)))) },
        { "continuation", "not in its last part", new DagTopology(Of(Call("a", "number", Input()), In(1, Call("b", "number", Node(0))))) { Sink = 0 } },
        { "continuation", "only that of the part before", Of(Call("a", "number", Input()), In(1, Call("b", "number", Node(0))), In(2, Call("c", "both", Node(0), Node(1)))) },
        { "continuation", "only one result does", Of(Call("a", "number", Input()), Call("b", "list", Input()), In(1, Call("c", "both", Node(0), Node(1)))) },
        { "continuation", "of another part", Of(Call("a", "test", Input()), When(In(1, Call("b", "number", Input())), 0)) },
        { "continuation", "of another part", Of(Call("a", "number", Input()), new DagNode(In(1, Call("b", "number", Node(0)))) { Near = { 0 } }) },
        { "continuation", "takes nothing of the part before", Of(Call("a", "number", Input()), In(1, Call("b", "number", Input()))) },
        { "continuation", "which only a continuation does", Of(Call("a", "name", Input()), Call("b", "number", ByKey(0))) },
        { "continuation", "of its own part by its key", Of(Call("a", "name", Input()), In(1, Call("b", "name", Node(0))), In(1, Call("c", "number", ByKey(1)))) },
        { "continuation", "both as it is and by its key", Of(Call("a", "name", Input()), In(1, Call("b", "number", ByKey(0))), In(1, Call("c", "number", Node(0)))) },
        { "continuation", "that yields int, no reference", Of(Call("a", "number", Input()), In(1, Call("b", "number", ByKey(0)))) },
        { "type", "'a' yields int and parameter 'p0' of 'b' takes string", Of(Call("a", "name", Input()), In(1, Call("b", "text", ByKey(0)))) },
        { "kind", "has none to take", Of(Call("a", "number", Input()), Choice("b")) },
    };

    [Fact]
    public void Widest_fan_out_that_is_allowed_is_checked_in_no_time()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal("arity", DagValidator.Check(Wide(9_999), Functions.GetValueOrDefault)!.Details["rule"]);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("int", "int[]")]
    [InlineData("int[]", "int[][]")]
    [InlineData("int[,]", "int[][,]")]
    [InlineData("(int, string[])", "(int, string[])[]")]
    [InlineData("System.Collections.Generic.List<int[]>", "System.Collections.Generic.List<int[]>[]")]
    public void Array_of_a_type_has_it_as_its_elements(string type, string array)
    {
        Assert.Equal(array, ContractTypes.ArrayOf(type));
        Assert.Equal(type, ContractTypes.ElementOf(array));
        Assert.Equal(type, ContractTypes.ElementOf($"System.Collections.Generic.IReadOnlyList<{type}>"));
    }

    [Fact]
    public void What_is_no_list_has_no_elements_and_what_is_no_tuple_no_items()
    {
        Assert.Null(ContractTypes.ElementOf("int"));
        Assert.Null(ContractTypes.ElementOf("int[,]"));
        Assert.Null(ContractTypes.ElementOf("System.Collections.Generic.Dictionary<int, int>"));
        Assert.Empty(ContractTypes.ItemsOf("int"));
        Assert.Equal(["int", "(string, int[])", "N.T<int, string>", "int[,]"], ContractTypes.ItemsOf("(int, (string, int[]), N.T<int, string>, int[,])"));
    }

    private static ErrorInfo? Check(params DagNode[] nodes) => DagValidator.Check(Of(nodes), Functions.GetValueOrDefault);

    private static DagTopology Wide(int width)
    {
        var dag = Of([.. Enumerable.Range(0, width).Select(i => Call($"n{i}", "number", Input()))]);
        dag.Nodes.Add(Call("sink", "number", [.. Enumerable.Range(0, width).Select(Node)]));
        dag.Sink = width;
        return dag;
    }

    private static DagTopology Of(params DagNode[] nodes)
    {
        var dag = new DagTopology { Name = "dag", InputCount = 1, Sink = Math.Max(0, nodes.Length - 1) };
        dag.Nodes.AddRange(nodes);
        return dag;
    }

    private static DagNode Call(string label, string function, params ArgumentBinding[] bindings)
    {
        var node = new DagNode { Label = label, Function = function };
        node.Bindings.AddRange(bindings);
        return node;
    }

    private static DagNode Choice(string label, params ArgumentBinding[] bindings) => new(Call(label, "", bindings)) { Kind = NodeKind.Choice };

    private static DagNode When(DagNode node, int condition) => new(node) { Guards = { new Guard { Node = condition, Results = { ByteString.CopyFrom(1) } } } };

    private static DagNode Unless(DagNode node, int condition) => new(node) { Guards = { new Guard { Node = condition, Results = { ByteString.CopyFrom(1) }, Negated = true } } };

    private static DagNode In(int part, DagNode node) => new(node) { Part = part };

    private static ArgumentBinding ByKey(int node) => new() { Node = node, ByKey = true };

    private static ArgumentBinding Input() => new() { Input = 0 };

    private static ArgumentBinding Node(int node) => new() { Node = node };

    private static ArgumentBinding Each(int node) => new() { Node = node, Each = true };

    private static ArgumentBinding Item(int node, int item) => new() { Node = node, Item = item };

    private static FunctionInfo Function(string name, string result, params string[] parameters)
    {
        var function = new FunctionInfo { Name = name, ResultType = result };
        function.Parameters.AddRange(parameters.Select((type, i) => new ParameterInfo { Name = $"p{i}", Type = type }));
        return function;
    }
}
