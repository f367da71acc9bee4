using System.Text;

namespace Cloudburst.Cli.Dags;

/// <summary>A grid of characters on which lines join where they meet and pass where they cross.</summary>
internal sealed class Canvas(int width)
{
    private const int Up = 1;
    private const int Right = 2;
    private const int Down = 4;
    private const int Left = 8;

    // By the sum of the directions that a line takes from the cell.
    private const string Shapes = " ╵╶└╷│┌├╴┘─┴┐┤┬┼";

    private readonly List<Cell[]> _rows = [];

    public void Text(int x, int y, string text)
    {
        for (var i = 0; i < text.Length; i++)
            At(x + i, y).Letter = text[i];
    }

    public void Box(int x, int y, int boxWidth, int height)
    {
        var box = new object();
        Horizontal(x, x + boxWidth - 1, y, box);
        Horizontal(x, x + boxWidth - 1, y + height - 1, box);
        Vertical(x, y, y + height - 1, box);
        Vertical(x + boxWidth - 1, y, y + height - 1, box);
    }

    public void Horizontal(int from, int to, int y, object net)
    {
        for (var x = from; x < to; x++)
        {
            At(x, y).Add(net, Right);
            At(x + 1, y).Add(net, Left);
        }
    }

    public void Vertical(int x, int from, int to, object net)
    {
        for (var y = from; y < to; y++)
        {
            At(x, y).Add(net, Down);
            At(x, y + 1).Add(net, Up);
        }
    }

    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string>();
        foreach (var row in _rows)
        {
            var line = new StringBuilder(row.Length);
            foreach (var cell in row)
                line.Append(cell.Letter ?? Shapes[cell.Shape]);
            lines.Add(line.ToString().TrimEnd());
        }
        return lines;
    }

    private Cell At(int x, int y)
    {
        while (_rows.Count <= y)
            _rows.Add([.. Enumerable.Range(0, width).Select(static _ => new Cell())]);
        return _rows[y][x];
    }

    private sealed class Cell
    {
        private readonly Dictionary<object, int> _lines = new(ReferenceEqualityComparer.Instance);

        public char? Letter { get; set; }

        /// <summary>Where one edge only crosses the other, the one that goes down is drawn over it.</summary>
        public int Shape
        {
            get
            {
                var all = _lines.Values.Aggregate(0, static (sum, line) => sum | line);
                var crosses = all == (Up | Right | Down | Left) && _lines.Values.All(static line => line is (Up | Down) or (Left | Right));
                return crosses ? Up | Down : all;
            }
        }

        public void Add(object net, int direction) => _lines[net] = _lines.GetValueOrDefault(net) | direction;
    }
}
