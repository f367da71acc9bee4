namespace Cloudburst.Cli.Dags;

/// <summary>Draws a DAG with the lines of box-drawing characters.</summary>
internal static class TerminalDrawing
{
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Draw(DagGraph graph)
    {
        var layout = Layout.Of(graph);
        var canvas = new Canvas(layout.Width);
        var top = 0;
        for (var i = 0; i < layout.Layers.Count; i++)
        {
            var height = layout.Layers[i].Max(static place => place.Height);
            foreach (var place in layout.Layers[i])
                Draw(canvas, place, top, height);
            top += height;
            if (i + 1 < layout.Layers.Count)
                top += DrawChannel(canvas, Channel.Of(layout, i), top);
        }
        return canvas.ToLines();
    }

    private static void Draw(Canvas canvas, Place place, int top, int height)
    {
        if (place.Node is not { } node)
        {
            canvas.Vertical(place.Center, top, top + height - 1, net: place);
            return;
        }
        // Lower boxes of a layer hang from its top; the edge goes on to the layer's bottom.
        if (place.Height < height && node.Kind != GraphNodeKind.Result)
            canvas.Vertical(place.Center, top + place.Height - 1, top + height - 1, net: place);
        if (node.IsBox)
            canvas.Box(place.Left, top, place.Width, place.Height);
        for (var i = 0; i < node.Lines.Count; i++)
            canvas.Text(place.Left + (node.IsBox ? 2 : 0), top + i + (node.IsBox ? 1 : 0), node.Lines[i]);
    }

    /// <returns>The channel's height.</returns>
    private static int DrawChannel(Canvas canvas, Channel channel, int top)
    {
        var bottom = top + channel.Height - 1;
        foreach (var net in channel.Nets)
        {
            var track = top + net.Track;
            canvas.Vertical(net.From.Center, top - 1, track, net);
            canvas.Horizontal(net.Left, net.Right, track, net);
            foreach (var to in net.To)
            {
                // A bend goes on; what arrives at a node ends in an arrow above it.
                canvas.Vertical(to.Center, track, to.Node is null ? bottom + 1 : bottom, net);
                if (to.Node is not null)
                    canvas.Text(to.Center, bottom, "▼");
            }
        }
        return channel.Height;
    }
}
