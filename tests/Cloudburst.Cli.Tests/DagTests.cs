using System.Xml.Linq;
using Cloudburst.Cli.Dags;

namespace Cloudburst.Cli.Tests;

public sealed class DagTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task List_shows_inputs_and_results()
    {
        Assert.Equal(
            """
            DAG             INPUTS                 RESULT  NODES  VERSION  LEVEL
            bounded         (int x)                int         4
            each-square     (int[] x)              int[]       1
            fastest-mirror  (Point point)          Point       3
            sell-line       (string line)          long        2  2
            square-of-sum   (int left, int right)  int         2
            """,
            (await shop.Tool.RunAsync("dag", "list")).Succeeded().Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Show_draws_inputs_functions_and_the_result()
    {
        Assert.Equal(
            """
            left: int   right: int
                └──────┬─────┘
                       ▼
                 ┌──────────┐
                 │ Shop.Add │
                 └─────┬────┘
                       ▼
                ┌─────────────┐
                │ Shop.Square │
                └──────┬──────┘
                       ▼
                      int
            """,
            (await shop.Tool.RunAsync("dag", "show", "square-of-sum")).Succeeded().Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Show_as_json_tells_where_every_argument_comes_from()
    {
        var dag = (await shop.Tool.RunAsync("dag", "show", "square-of-sum", "--json")).Succeeded().Json;
        Assert.Equal(["name", "version", "inputs", "result", "level", "nodes", "sink"], dag.EnumerateObject().Select(field => field.Name));
        Assert.Equal("Shop.Square", dag.GetProperty("sink").GetString());
        var argument = dag.GetProperty("nodes")[1].GetProperty("arguments")[0];
        Assert.Equal(["parameter", "input", "node", "constant", "key", "item", "each"], argument.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("x", "Shop.Add"), (argument.GetProperty("parameter").GetString(), argument.GetProperty("node").GetString()));
    }

    // One drawing only: that of the SDK.
    [Fact]
    public async Task Show_as_mermaid_is_the_SDKs_flowchart() =>
        Assert.Equal(Shop.Bounded.ToMermaid().TrimEnd(), (await shop.Tool.RunAsync("dag", "show", "bounded", "--mermaid")).Succeeded().Output, ignoreLineEndingDifferences: true);

    [Fact]
    public Task Show_draws_a_map() => AssertShownAsync(
        "each-square",
        """
           x: int[]
               ▼
        ┌─────────────┐
        │ Shop.Square │
        │ for each x  │
        └──────┬──────┘
               ▼
             int[]
        """);

    [Fact]
    public Task Show_draws_branches_and_what_decides() => AssertShownAsync(
        "bounded",
        """
                                 x: int
                     ┌──────────────┼─────────────┐
                     │              ▼             │
                     │      ┌──────────────┐      │
                     │      │ Shop.IsLarge │      │
                     │      └───────┬──────┘      │
                     ├──────────────┴─────────────┤
                     ▼                            ▼
        ┌────────────────────────┐   ┌─────────────────────────┐
        │ Shop.Add               │   │ Shop.Square             │
        │ if true (Shop.IsLarge) │   │ if false (Shop.IsLarge) │
        │ right = -100           │   └────────────┬────────────┘
        └────────────┬───────────┘                │
                     └──────────────┬─────────────┘
                                    ▼
                       ┌────────────────────────┐
                       │ choice                 │
                       │ of the branch that ran │
                       └────────────┬───────────┘
                                    ▼
                                   int
        """);

    [Fact]
    public Task Show_draws_a_race() => AssertShownAsync(
        "fastest-mirror",
        """
                   point: Point
               ┌─────────┴────────┐
               ▼                  ▼
        ┌─────────────┐   ┌───────────────┐
        │ Shop.Mirror │   │ Shop.Mirror#2 │
        └──────┬──────┘   └───────┬───────┘
               └─────────┬────────┘
                         ▼
             ┌───────────────────────┐
             │ race                  │
             │ the first result wins │
             └───────────┬───────────┘
                         ▼
                       Point
        """);

    [Fact]
    public Task Show_draws_items_of_a_tuple() => AssertShownAsync(
        "sell-line",
        """
                  line: string
                        ▼
                 ┌────────────┐
                 │ Shop.Parse │
                 └──────┬─────┘
                        ▼
        ┌───────────────────────────────┐
        │ Shop.Sell                     │
        │ sku = item 1 of Shop.Parse    │
        │ pieces = item 2 of Shop.Parse │
        └───────────────┬───────────────┘
                        ▼
                      long
        """);

    [Fact]
    public async Task Show_as_svg_writes_a_picture()
    {
        var folder = Directory.CreateTempSubdirectory("cloudburst-cli-");
        try
        {
            Assert.Equal("Wrote dag.svg.", (await shop.ToolIn(folder.FullName).RunAsync("dag", "show", "square-of-sum", "--svg", "dag.svg")).Succeeded().Output);
            var picture = XDocument.Load(Path.Combine(folder.FullName, "dag.svg"));
            XNamespace svg = "http://www.w3.org/2000/svg";
            Assert.Equal(["left: int", "right: int", "Shop.Add", "Shop.Square", "int"], picture.Descendants(svg + "text").Select(text => text.Value));
            Assert.Equal(2, picture.Descendants(svg + "rect").Count());
            Assert.Equal(4, picture.Descendants(svg + "path").Count(path => path.Attribute("marker-end") is not null));
            var refused = await shop.ToolIn(folder.FullName).RunAsync("dag", "show", "square-of-sum", "--svg", "missing/dag.svg");
            Assert.Equal(1, refused.ExitCode);
            Assert.StartsWith("error: The picture can't be written to 'missing/dag.svg': ", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Show_of_what_is_not_there_suggests_the_nearest_name() =>
        (await shop.Tool.RunAsync("dag", "show", "square-of-sums")).FailedWith(
            4, "No DAG named 'square-of-sums' is registered (did you mean 'square-of-sum'?); 'cloudburst dag list' shows which are");

    [Fact]
    public void Drawing_of_a_diamond_joins_its_branches() =>
        AssertDrawing(
            """
                 input1: object
                        ▼
                    ┌───────┐
                    │ split │
                    └───┬───┘
                ┌───────┴───────┐
                ▼               ▼
            ┌───────┐   ┌──────────────┐
            │ count │   │ find-longest │
            └───┬───┘   └───────┬──────┘
                └───────┬───────┘
                        ▼
                    ┌──────┐
                    │ join │
                    └───┬──┘
                        ▼
                     result
            """,
            new DagShape("diamond", 1, [Node("split", Input(0)), Node("count", From(0)), Node("find-longest", From(0)), Node("join", From(1), From(2))], 3));

    [Fact]
    public void Drawing_leads_a_long_edge_past_what_lies_between() =>
        AssertDrawing(
            """
             input1: object
                    ▼
                ┌──────┐
                │ load │
                └───┬──┘
                ┌───┴───┐
                ▼       │
            ┌───────┐   │
            │ clean │   │
            └───┬───┘   │
                └───┬───┘
                    ▼
               ┌─────────┐
               │ compare │
               └────┬────┘
                    ▼
                 result
            """,
            new DagShape("skip", 1, [Node("load", Input(0)), Node("clean", From(0)), Node("compare", From(0), From(1))], 2));

    [Fact]
    public void Drawing_shows_constants_references_and_labels()
    {
        var dag = new DagShape(
            "constants",
            1,
            [new DagNodeShape("Shop.Scale", "scaled", [Input(0), DagBinding.FromConstant(new EncodedArgument(ArgumentKind.Value, Payload.Encode(2.5), null)), DagBinding.FromConstant(new EncodedArgument(ArgumentKind.Key, default, "offset"))])],
            0);
        var drawn = string.Join('\n', TerminalDrawing.Draw(DagGraph.Of(dag, Unknown)));
        Assert.Contains("│ scaled", drawn, StringComparison.Ordinal);
        Assert.Contains("│ Shop.Scale", drawn, StringComparison.Ordinal);
        Assert.Contains("│ argument 2 = 2.5", drawn, StringComparison.Ordinal);
        Assert.Contains("│ argument 3 = ref:offset", drawn, StringComparison.Ordinal);
    }

    /// <summary>Whatever the graph, no box may lie on another one, and every node must be there.</summary>
    [Fact]
    public void Drawings_of_random_graphs_are_whole()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var nodes = Enumerable.Range(0, random.Next(1, 14)).Select(place => Node(
                $"node-{place}-{new string('x', random.Next(12))}",
                [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => place > 0 && random.Next(3) > 0 ? From(random.Next(place)) : Input(random.Next(2)))])).ToArray();
            var dag = new DagShape($"random-{seed}", 2, nodes, nodes.Length - 1);
            var drawn = string.Join('\n', TerminalDrawing.Draw(DagGraph.Of(dag, Unknown)));
            foreach (var node in nodes)
                Assert.True(drawn.Contains($"│ {node.Label} │", StringComparison.Ordinal), $"seed {seed}: {node.Label} is not whole in\n{drawn}");
            Assert.NotEmpty(SvgDrawing.Draw(DagGraph.Of(dag, Unknown), dag.Name));
        }
    }

    [Fact]
    [Trait("Feature", "17")]
    public void Continuation_is_marked_where_it_begins()
    {
        var dag = new DagShape("continued", 1, [Node("find", Input(0)), Node("read", From(0)) with { Part = 1 }], 1);
        Assert.Contains("placed once find is known", string.Join('\n', TerminalDrawing.Draw(DagGraph.Of(dag, Unknown))), StringComparison.Ordinal);
    }

    private async Task AssertShownAsync(string dag, string picture) =>
        Assert.Equal(picture, (await shop.Tool.RunAsync("dag", "show", dag)).Succeeded().Output, ignoreLineEndingDifferences: true);

    private static CloudburstCatalog Unknown => new([], []);

    private static void AssertDrawing(string expected, DagShape dag) =>
        Assert.Equal(expected, string.Join('\n', TerminalDrawing.Draw(DagGraph.Of(dag, Unknown))), ignoreLineEndingDifferences: true);

    private static DagNodeShape Node(string function, params DagBinding[] bindings) => new(function, function, bindings);

    private static DagBinding Input(int index) => DagBinding.FromInput(index);

    private static DagBinding From(int node) => DagBinding.FromNode(node);
}
