namespace Cloudburst.Sdk.Tests.Dags;

public sealed class DagBuilderTests
{
    private static readonly Function<int, int> F = new("f");
    private static readonly Function<int, int> G = new("g");
    private static readonly Function<int, bool> P = new("p");
    private static readonly Function<int, int, int> Sum = new("sum");
    private static readonly Function<int, int[]> Many = new("many");
    private static readonly Function<int, (int, string)> Pair = new("pair");
    private static readonly Function<int, string, int> OfBoth = new("of-both");

    [Fact]
    public void Branch_is_guarded_by_its_condition_and_the_other_one_by_its_negation()
    {
        var nodes = Dag.Start(F).When(P, F, G).Shape.Nodes;
        Assert.Equal(["f", "p", "f#2", "g", "choice"], nodes.Select(node => node.Label));
        Assert.Equal((1, false), (Assert.Single(nodes[2].Guards).Node, nodes[2].Guards[0].Negated));
        Assert.Equal((1, true), (Assert.Single(nodes[3].Guards).Node, nodes[3].Guards[0].Negated));
        Assert.Equal(DagNodeKind.Choice, nodes[4].Kind);
        Assert.Equal([2, 3], nodes[4].Bindings.Select(binding => binding.Index));
    }

    [Fact]
    public void Inner_branch_stands_under_the_conditions_of_both()
    {
        var dag = Dag.Build<int, int>((dag, x) => dag.When(
            dag.Add(P, x), () => dag.When(dag.Add(P, x), () => dag.Add(F, x), () => dag.Add(G, x)), () => dag.Add(G, x)));
        Assert.Equal([[], [0], [0, 1], [0, 1], [0], [0], []], dag.Shape.Nodes.Select(node => node.Guards.Select(guard => guard.Node)));
    }

    [Fact]
    public void Dag_inside_a_dag_keeps_its_own_conditions_and_gets_those_around_it()
    {
        var inner = Dag.Start(F).When(P, F, G);
        var dag = Dag.Build<int, int>((dag, x) => dag.When(dag.Add(P, x), () => dag.Add(inner, x), () => x));
        // 0 decides; 1 to 5 are the inner one's; 6 lets the argument pass; 7 takes one of the two.
        Assert.Equal([[], [0], [0], [0, 2], [0, 2], [0], [0], []], dag.Shape.Nodes.Select(node => node.Guards.Select(guard => guard.Node)));
        Assert.Equal([5, 6], dag.Shape.Nodes[7].Bindings.Select(binding => binding.Index));
        Assert.Equal(7, dag.Shape.Sink);
    }

    [Fact]
    public void Dag_after_a_dag_becomes_a_part_of_it()
    {
        var dag = Dag.Start(F).Then(Dag.Start(G).Fork(F, G).Join(Sum)).Then(Dag.Start(G));
        Assert.Equal(["f", "g", "f#2", "g#2", "sum", "g#3"], dag.Shape.Nodes.Select(node => node.Label));
        Assert.Equal(dag.Name, Dag.Start(F).Then(G).Fork(F, G).Join(Sum).Then(G).Name);
    }

    [Fact]
    public void Functions_are_placed_near_and_apart_from_others_also_inside_of_another_dag()
    {
        var inner = Dag.Build<int, int>((dag, x) =>
        {
            var first = dag.Add(F, x);
            return dag.Add(Sum, first.ApartFrom(dag.Add(G, x)), first).Near(first);
        });
        Assert.Equal([[], [], [0]], inner.Shape.Nodes.Select(node => node.Near));
        Assert.Equal([[1], [], []], inner.Shape.Nodes.Select(node => node.ApartFrom));

        var outer = Dag.Start(F).Then(inner);
        Assert.Equal([[], [], [], [1]], outer.Shape.Nodes.Select(node => node.Near));
        Assert.Equal([[], [2], [], []], outer.Shape.Nodes.Select(node => node.ApartFrom));
        // Another placement is another DAG.
        Assert.NotEqual(Dag.Start(F).Then(G).Fingerprint, Dag.Build<int, int>((dag, x) => dag.Add(F, x) is var f ? dag.Add(G, f).Near(f) : f).Fingerprint);
    }

    [Fact]
    public void Only_functions_are_placed()
    {
        Build((dag, x) => dag.Add(F, x).Near(x), "other");
        Build((dag, x) => x.ApartFrom(dag.Add(F, x)), "port");
        Build((dag, x) => dag.AnyOf(dag.Add(F, x), dag.Add(G, x)).Near(dag.Add(F, x)), "port");

        static void Build(Func<DagBuilder, Port<int>, Port<int>> compose, string parameter)
        {
            var error = Assert.Throws<ArgumentException>(parameter, () => Dag.Build(compose));
            Assert.Contains("Only functions are placed", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Valid_alternatives_race_and_each_has_its_verdict()
    {
        var nodes = Dag.Start(F).AnyOf(P, F, G).Shape.Nodes;
        var race = nodes[^1];
        Assert.Equal(DagNodeKind.Race, race.Kind);
        Assert.Equal(2, race.Bindings.Count);
        Assert.All(race.Bindings, binding =>
        {
            var passed = nodes[binding.Index];
            Assert.Equal((DagNodeKind.Choice, "p"), (passed.Kind, nodes[Assert.Single(passed.Guards).Node].Function));
            Assert.Equal(passed.Bindings[0].Index, nodes[passed.Guards[0].Node].Bindings[0].Index);
        });
    }

    [Fact]
    public void Map_and_items_are_parts_of_a_binding()
    {
        var each = Assert.Single(Dag.Start(Many).Map(F).Shape.Nodes[1].Bindings);
        Assert.True(each.IsForEach);
        Assert.Equal([1, 2], Dag.Start(Pair).Then(OfBoth).Shape.Nodes[1].Bindings.Select(binding => binding.Item));
    }

    [Fact]
    public void Name_tells_all_these_apart()
    {
        Dag[] dags =
        [
            Dag.Start(F).When(P, F, G), Dag.Start(F).When(P, G, F), Dag.Start(F).AnyOf(F, G), Dag.Start(F).AnyOf(P, F, G), Dag.Start(F).Switch(F, F, (1, G)), Dag.Start(F).Switch(F, F, (2, G)),
            Dag.Start(Many).Map(F), Dag.Start(new Function<int, int>("many")).Then(F), Dag.StartMap(F), Dag.Start(F),
        ];
        Assert.Equal(dags.Length, dags.Select(dag => dag.Name).Distinct().Count());
        Assert.Equal(Dag.Start(F).When(P, F, G).Name, Dag.Start(F).When(P, F, G).Name);
    }

    [Fact]
    public void Mistakes_are_told_when_the_dag_is_composed()
    {
        Tell("An alternative must be the result of a function", () => Dag.Build<int, int>((dag, x) => dag.AnyOf(dag.Add(F, x), x)));
        Tell("give at least one alternative", () => Dag.Build<int, int>((dag, x) => dag.AnyOf<int>()));
        Tell("Two branches are for 1", () => Dag.Build<int, int>((dag, x) => dag.Switch(dag.Add(F, x), () => x, (1, () => x), (1, () => dag.Add(F, x)))));
        Tell("give at least one value", () => Dag.Build<int, int>((dag, x) => dag.Switch(dag.Add(F, x), () => x)));
        Tell("A branch ends in a reference", () => Dag.Build<int, int>((dag, x) => dag.When(dag.Add(P, x), () => Ref.To<int>("key"), () => x)));
        Tell("belongs to another DAG", () => Dag.Build<int, int>((dag, x) => Dag.Build<int, int>((other, y) => other.Add(F, x)) is null ? x : x));
    }

    [Fact]
    public void Dag_that_contains_itself_is_an_error_and_not_the_end_of_the_process()
    {
        var error = Assert.Throws<CloudburstException>(() => Endless);
        Assert.Equal((CloudburstErrorCode.DagInvalid, "recursion"), (error.Code, error.Details["rule"]));
        Assert.Equal("recursion", Assert.Throws<CloudburstException>(() => EndlessChain).Details["rule"]);
    }

    private static Dag<int, int> Endless => Dag.Build<int, int>((dag, x) => dag.Add(Endless, dag.Add(F, x)));

    private static Dag<int, int> EndlessChain => Dag.Start(F).Then(EndlessChain);

    private static void Tell(string text, Func<object> compose) => Assert.Contains(text, Assert.Throws<ArgumentException>(compose).Message, StringComparison.Ordinal);

    [Fact]
    [Trait("Feature", "17")]
    public void Only_the_result_of_a_part_gets_into_the_next()
    {
        var inParts = Dag.Start(F).ContinueWith(F);
        AssertBroken("'sum'", () => Dag.Build<int, int>((dag, x) => dag.Add(Sum, dag.Add(inParts, x), dag.Add(F, x))));
        AssertBroken("decides whether it runs", () => Dag.Start(F).When(P, inParts, inParts));
        AssertBroken("in relation to it", () => Dag.Build<int, int>((dag, x) => dag.Add(F, x) is var first ? dag.Add(F, dag.Add(inParts, first)).Near(first) : first));

        AssertBroken("does not take the result", () => Dag.Start(F).ContinueWith(Dag.Build<int, int>((dag, _) => dag.Add(F, 3))));

        var dag = Dag.Build<int, int>((dag, x) => dag.Add(F, dag.Add(inParts.ContinueWith(G), dag.Add(F, x))));
        Assert.Equal([0, 0, 1, 2, 2], dag.Shape.Nodes.Select(static node => node.Part));
        Assert.NotEqual(Dag.Start(F).Then(F).Fingerprint, inParts.Fingerprint);

        static void AssertBroken(string says, Action compose)
        {
            var error = Assert.Throws<CloudburstException>(compose);
            Assert.Equal((CloudburstErrorCode.DagInvalid, "continuation"), (error.Code, error.Details["rule"]));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
        }
    }
}
