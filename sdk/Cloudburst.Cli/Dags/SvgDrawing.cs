using System.Globalization;
using System.Xml.Linq;

namespace Cloudburst.Cli.Dags;

/// <summary>Draws a DAG as an SVG picture, legible on light and dark pages.</summary>
internal static class SvgDrawing
{
    private const double CharacterWidth = 8.4;
    private const double LineHeight = 18;
    private const double LayerGap = 44;
    private const double Margin = 12;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(DagGraph graph, string title)
    {
        var layout = Layout.Of(graph);
        var tops = new double[layout.Layers.Count];
        var y = Margin;
        for (var i = 0; i < tops.Length; i++)
        {
            tops[i] = y;
            y += HeightOf(layout, i) + LayerGap;
        }
        var (width, height) = (layout.Width * CharacterWidth + 2 * Margin, y - LayerGap + Margin);
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("font-family", "ui-monospace, Menlo, Consolas, monospace"),
            new XAttribute("font-size", "14"),
            new XElement(Svg + "title", title),
            new XElement(
                Svg + "defs",
                new XElement(
                    Svg + "marker",
                    new XAttribute("id", "arrow"),
                    new XAttribute("viewBox", "0 0 8 8"),
                    new XAttribute("refX", "7"),
                    new XAttribute("refY", "4"),
                    new XAttribute("markerWidth", "8"),
                    new XAttribute("markerHeight", "8"),
                    new XAttribute("orient", "auto"),
                    new XElement(Svg + "path", new XAttribute("d", "M 0 0 L 8 4 L 0 8 z"), new XAttribute("fill", "#6b7280")))),
            new XElement(
                Svg + "g",
                new XAttribute("fill", "none"),
                new XAttribute("stroke", "#6b7280"),
                new XAttribute("stroke-width", "1.5"),
                layout.Segments.Select(segment => Edge(layout, tops, segment.From, segment.To, segment.IsCondition))),
            layout.Layers.SelectMany(static layer => layer).Where(static place => place.Node is not null).Select(place => Node(place, tops[place.Layer])));
        return new XDocument(picture).ToString();
    }

    private static XElement Node(Place place, double top)
    {
        var node = place.Node!;
        var isBox = node.IsBox;
        var group = new XElement(Svg + "g");
        if (isBox)
        {
            group.Add(new XElement(
                Svg + "rect",
                new XAttribute("x", Number(Margin + place.Left * CharacterWidth)),
                new XAttribute("y", Number(top)),
                new XAttribute("width", Number(place.Width * CharacterWidth)),
                new XAttribute("height", Number(HeightOf(place))),
                new XAttribute("rx", "6"),
                new XAttribute("fill", node.Kind == GraphNodeKind.Selection ? "#fef3c7" : "#dbeafe"),
                new XAttribute("stroke", node.Kind == GraphNodeKind.Selection ? "#b45309" : "#2563eb")));
        }
        for (var i = 0; i < node.Lines.Count; i++)
        {
            group.Add(new XElement(
                Svg + "text",
                new XAttribute("x", Number(CenterOf(place))),
                new XAttribute("y", Number(top + (isBox ? LineHeight * 0.5 : 0) + LineHeight * (i + 0.75))),
                new XAttribute("text-anchor", "middle"),
                // On the page itself, a grey that can be read on white and on black.
                new XAttribute("fill", isBox ? i == 0 ? "#111827" : "#4b5563" : "#6b7280"),
                node.Lines[i]));
        }
        return group;
    }

    private static XElement Edge(Layout layout, double[] tops, Place from, Place to, bool isCondition)
    {
        var (x1, x2) = (CenterOf(from), CenterOf(to));
        var y1 = tops[from.Layer] + (from.Node is null ? HeightOf(layout, from.Layer) : HeightOf(from));
        var y2 = tops[to.Layer];
        var bend = (y2 - y1) / 2;
        var path = new XElement(
            Svg + "path",
            new XAttribute("d", $"M {Number(x1)} {Number(y1)} C {Number(x1)} {Number(y1 + bend)} {Number(x2)} {Number(y2 - bend)} {Number(x2)} {Number(y2)}"
                + (to.Node is null ? $" V {Number(y2 + HeightOf(layout, to.Layer))}" : "")));
        if (isCondition)
            path.Add(new XAttribute("stroke-dasharray", "4 3"));
        if (to.Node is not null)
            path.Add(new XAttribute("marker-end", "url(#arrow)"));
        return path;
    }

    private static double CenterOf(Place place) => Margin + (place.Left + place.Width / 2.0) * CharacterWidth;

    private static double HeightOf(Place place) => (place.Node?.Lines.Count ?? 1) * LineHeight + (place.Node is { IsBox: true } ? LineHeight : 0);

    private static double HeightOf(Layout layout, int layer) => layout.Layers[layer].Max(HeightOf);

    private static string Number(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}
