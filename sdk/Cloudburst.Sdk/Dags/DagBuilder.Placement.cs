namespace Cloudburst;

public sealed partial class DagBuilder
{
    internal static void PlaceNear<T, TOther>(Port<T> port, Port<TOther> other)
    {
        var (builder, node, target) = Nodes(port, other);
        builder._nodes[node] = builder._nodes[node] with { Near = With(builder._nodes[node].Near, target) };
    }

    internal static void PlaceApart<T, TOther>(Port<T> port, Port<TOther> other)
    {
        var (builder, node, target) = Nodes(port, other);
        builder._nodes[node] = builder._nodes[node] with { ApartFrom = With(builder._nodes[node].ApartFrom, target) };
    }

    private static (DagBuilder Builder, int Node, int Other) Nodes<T, TOther>(Port<T> port, Port<TOther> other)
    {
        var builder = port.Owner ?? throw NoFunction(nameof(port));
        return (builder, builder.CallOf(port, nameof(port)), builder.CallOf(other, nameof(other)));
    }

    private int CallOf<T>(Port<T> port, string parameter)
    {
        var binding = Bind(port);
        return binding.Kind == DagBindingKind.Node && _nodes[binding.Index].Kind == DagNodeKind.Call ? binding.Index : throw NoFunction(parameter);
    }

    private static int[] With(IReadOnlyList<int> known, int node) => known.Contains(node) ? [.. known] : [.. known, node];

    private static ArgumentException NoFunction(string parameter) => new("Only functions are placed; use what Add or Map returned", parameter);
}
