namespace Cloudburst.Cli.Dags;

/// <summary>
/// Places a graph in layers, sources on top, so that edges go down and seldom cross (after Sugiyama): the longest path gives the layer, the mean of the
/// neighbours the order, then the position. Units are characters; the pictures scale them.
/// </summary>
internal sealed class Layout
{
    private const int Gap = 3;
    private const int Sweeps = 8;
    private readonly List<Place> _places = [];
    private readonly List<(Place From, Place To, bool IsCondition)> _segments = [];

    private Layout()
    {
    }

    /// <summary>The layers from top to bottom, each from left to right.</summary>
    public IReadOnlyList<IReadOnlyList<Place>> Layers { get; private set; } = [];

    /// <summary>The edges, cut at every layer that they pass.</summary>
    public IReadOnlyList<(Place From, Place To, bool IsCondition)> Segments => _segments;

    public int Width => _places.Max(static place => place.Left + place.Width);

    public static Layout Of(DagGraph graph)
    {
        var layout = new Layout();
        layout.AssignLayers(graph);
        layout.Order();
        layout.Position();
        return layout;
    }

    private void AssignLayers(DagGraph graph)
    {
        var layers = new int[graph.Nodes.Count];
        // Longest paths: as often as there are nodes is enough, since there is no cycle.
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var edge in graph.Edges)
                layers[edge.To] = Math.Max(layers[edge.To], layers[edge.From] + 1);
        }
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            // An input is drawn right above its first reader; what calls without any input begins on top.
            if (graph.Nodes[i].Kind == GraphNodeKind.Input && graph.Edges.Any(edge => edge.From == i))
                layers[i] = graph.Edges.Where(edge => edge.From == i).Min(edge => layers[edge.To]) - 1;
            _places.Add(new Place(graph.Nodes[i], layers[i]));
        }
        foreach (var edge in graph.Edges)
        {
            var from = _places[edge.From];
            for (var layer = layers[edge.From] + 1; layer < layers[edge.To]; layer++)
            {
                var bend = new Place(null, layer);
                _places.Add(bend);
                _segments.Add((from, bend, edge.IsCondition));
                from = bend;
            }
            _segments.Add((from, _places[edge.To], edge.IsCondition));
        }
        Layers = [.. _places.GroupBy(static place => place.Layer).OrderBy(static layer => layer.Key).Select(static layer => layer.ToList())];
    }

    private void Order()
    {
        Number();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? Layers : Layers.Reverse())
            {
                var wanted = layer.ToDictionary(static place => place, place => Mean(place, down, static neighbour => neighbour.Rank) ?? place.Rank);
                ((List<Place>)layer).Sort((left, right) => wanted[left].CompareTo(wanted[right]) is var order && order != 0 ? order : left.Rank.CompareTo(right.Rank));
            }
            Number();
        }

        void Number()
        {
            foreach (var layer in Layers)
            {
                for (var i = 0; i < layer.Count; i++)
                    layer[i].Rank = i;
            }
        }
    }

    private void Position()
    {
        foreach (var layer in Layers)
            Spread(layer, static place => place.Center);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? Layers : Layers.Reverse())
                Spread(layer, place => (int)Math.Round(Mean(place, down, static neighbour => neighbour.Center) ?? place.Center));
        }
        var left = _places.Min(static place => place.Left);
        foreach (var place in _places)
            place.Center -= left;
    }

    /// <summary>Puts every place as near to where it wants to be as its neighbours in the layer let it.</summary>
    private static void Spread(IReadOnlyList<Place> layer, Func<Place, int> wanted)
    {
        var centers = layer.Select(wanted).ToArray();
        var from = (int[])centers.Clone();
        for (var i = 1; i < from.Length; i++)
            from[i] = Math.Max(from[i], from[i - 1] + Distance(layer[i - 1], layer[i]));
        var to = (int[])centers.Clone();
        for (var i = to.Length - 2; i >= 0; i--)
            to[i] = Math.Min(to[i], to[i + 1] - Distance(layer[i], layer[i + 1]));
        // Pushed to the right in one and to the left in the other: the mean keeps a layer in the middle, and the distances too.
        for (var i = 0; i < from.Length; i++)
            layer[i].Center = (int)Math.Floor((from[i] + to[i]) / 2.0);
        for (var i = 1; i < from.Length; i++)
            layer[i].Center = Math.Max(layer[i].Center, layer[i - 1].Center + Distance(layer[i - 1], layer[i]));
    }

    private static int Distance(Place left, Place right) => left.Width - left.Width / 2 + Gap + right.Width / 2;

    private double? Mean(Place place, bool down, Func<Place, int> of)
    {
        var neighbours = down ? _segments.Where(segment => segment.To == place).Select(static segment => segment.From) : _segments.Where(segment => segment.From == place).Select(static segment => segment.To);
        var values = neighbours.Select(of).ToList();
        return values.Count > 0 ? values.Average() : null;
    }
}

/// <summary>Where something lies: a node, or a bend of an edge that passes a layer.</summary>
/// <param name="node">The node; null for a bend.</param>
/// <param name="layer">The layer, from the top.</param>
internal sealed class Place(GraphNode? node, int layer)
{
    public GraphNode? Node => node;

    public int Layer => layer;

    /// <summary>The place in its layer.</summary>
    public int Rank { get; set; }

    /// <summary>The column where edges come in and go out.</summary>
    public int Center { get; set; }

    /// <summary>Boxes have a line and a blank on each side.</summary>
    public int Width => node is null ? 1 : node.Lines.Max(static line => line.Length) + (node.IsBox ? 4 : 0);

    public int Height => node is { IsBox: true } ? node.Lines.Count + 2 : 1;

    public int Left => Center - Width / 2;
}
