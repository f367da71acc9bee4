namespace Cloudburst.Cli.Dags;

/// <summary>The room between two layers, in which the edges of each source share one horizontal line, its track.</summary>
internal sealed class Channel
{
    private Channel(IReadOnlyList<Net> nets)
    {
        Nets = nets;
        // Below the tracks there is a row for the heads of the arrows; edges that all go straight down need no more.
        Height = nets.All(static net => net.Left == net.Right) ? 1 : nets.Max(static net => net.Track) + 2;
    }

    public IReadOnlyList<Net> Nets { get; }

    public int Height { get; }

    public static Channel Of(Layout layout, int layer)
    {
        var nets = layout.Segments.Where(segment => segment.From.Layer == layer).GroupBy(static segment => segment.From)
            .Select(static segments => new Net(segments.Key, [.. segments.Select(static segment => segment.To)])).OrderBy(static net => net.Left).ToList();
        var placed = new List<Net>();
        while (placed.Count < nets.Count)
        {
            // A net whose way down begins where another comes up goes above that one, or the two would look like one line. Where that is a circle, somebody has to be first.
            var waiting = nets.Except(placed).ToList();
            var next = waiting.Find(net => !waiting.Exists(other => other != net && other.MustBeAbove(net))) ?? waiting[0];
            var above = placed.Where(other => other.MustBeAbove(next) && other.From.Center != next.From.Center).Select(static other => other.Track + 1).DefaultIfEmpty(0).Max();
            while (placed.Exists(other => other.Track == above && other.Touches(next)))
                above++;
            next.Track = above;
            placed.Add(next);
        }
        return new Channel(placed);
    }
}

/// <summary>The edges from one place into the next layer.</summary>
internal sealed class Net(Place from, IReadOnlyList<Place> to)
{
    public Place From => from;

    public IReadOnlyList<Place> To => to;

    public int Track { get; set; }

    public int Left { get; } = Math.Min(from.Center, to.Min(static place => place.Center));

    public int Right { get; } = Math.Max(from.Center, to.Max(static place => place.Center));

    /// <summary>Whether the way down from this source lies over the way to one of the other's targets.</summary>
    public bool MustBeAbove(Net other) => other.To.Any(target => target.Center == From.Center && !To.Contains(target));

    /// <summary>Whether the two would run into each other on one track. They may where they have the same targets, or meet at the one that they share.</summary>
    public bool Touches(Net other)
    {
        var (left, right) = (Math.Max(Left, other.Left), Math.Min(Right, other.Right));
        if (left > right + 1)
            return false;
        var shared = To.Intersect(other.To).ToList();
        var haveTheSame = shared.Count == To.Count && shared.Count == other.To.Count;
        return !haveTheSame && (left != right || !shared.Exists(place => place.Center == left));
    }
}
