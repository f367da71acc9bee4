namespace Cloudburst.Sdk.Tests.Dags;

public sealed class MermaidTests
{
    private static readonly Function<int, int> F = new("f");
    private static readonly Function<int, bool> P = new("is \"p\" <&>");

    [Fact]
    public void Chain_and_join_are_drawn_with_their_arguments()
    {
        var dag = Dag.Build<int, int, int>((dag, x, y) => dag.Add(new Function<int, int, int, int>("sum"), dag.Add(F, x), y, 3));
        Assert.Equal(
            """
            flowchart LR
                in0([argument 1])
                in1([argument 2])
                n0["f"]
                n1["sum"]
                out([result])
                in0 --> n0
                n0 --> n1
                in1 --> n1
                n1 --> out

            """.ReplaceLineEndings("\n"),
            dag.ToMermaid());
    }

    [Fact]
    public void Conditions_maps_items_and_races_are_labelled()
    {
        var text = Dag.Start(F).When(P, F, F).ToMermaid();
        Assert.Contains("""n1["is #34;p#34; #60;#38;#62;"]""", text, StringComparison.Ordinal);
        Assert.Contains("n1 -. \"if true\" .-> n2", text, StringComparison.Ordinal);
        Assert.Contains("n1 -. \"if false\" .-> n3", text, StringComparison.Ordinal);
        Assert.Contains("n4{\"choice\"}", text, StringComparison.Ordinal);

        text = Dag.Start(F).Switch(new Function<int, string>("kind"), F, ("a", F), ("a rather long text that nobody reads", F)).ToMermaid();
        Assert.Contains("if #34;a#34;\"", text, StringComparison.Ordinal);
        Assert.Contains("…\" .->", text, StringComparison.Ordinal);
        Assert.Contains("if not #34;a#34;, #34;a rather", text, StringComparison.Ordinal);

        Assert.Contains("n0 -- each --> n1", Dag.Start(new Function<int, int[]>("many")).Map(F).ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("n1[[\"f\"]]", Dag.Start(new Function<int, int[]>("many")).Map(F).ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("n0 -- item 2 --> n1", Dag.Start(new Function<int, (int, int)>("pair")).Then(new Function<int, int, int>("sum")).ToMermaid(), StringComparison.Ordinal);
        var placed = Dag.Build<int, int>((dag, x) => dag.Add(F, x) is var f ? dag.Add(F, dag.Add(F, f).ApartFrom(f)).Near(f) : f).ToMermaid();
        Assert.Contains("n1 -. apart from .- n0\n", placed, StringComparison.Ordinal);
        Assert.Contains("n2 -. near .- n0\n", placed, StringComparison.Ordinal);
        Assert.Contains("n0 ==> n1\n", Dag.Start(F).ContinueWith(F).ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("n0 == each ==> n1\n", Dag.Start(new Function<int, int[]>("many")).ContinueWith(Dag.StartMap(F)).ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("{{\"race\"}}", Dag.Start(F).AnyOf(F, F).ToMermaid(), StringComparison.Ordinal);
    }
}
