using Spectre.Console;

namespace Cloudburst.Cli.Output;

/// <summary>A table as command-line tools print them: columns without lines around them, which scripts can cut.</summary>
internal sealed class Listing
{
    private static readonly Style HeaderStyle = new(decoration: Decoration.Bold);

    /// <param name="headers">The columns; one that begins with <c>#</c> has numbers.</param>
    public Listing(params ReadOnlySpan<string> headers)
    {
        foreach (var header in headers)
        {
            var isNumber = header.StartsWith('#');
            var column = new TableColumn(new Text(isNumber ? header[1..] : header, HeaderStyle)).Padding(0, 0, 2, 0);
            Table.AddColumn(isNumber ? column.RightAligned() : column);
        }
    }

    public Table Table { get; } = new Table().Border(TableBorder.None);

    public Listing Add(params ReadOnlySpan<Cell> cells)
    {
        var row = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            row[i] = new Text(cells[i].Content, cells[i].Color is { } color ? new Style(color) : Style.Plain);
        Table.AddRow(row);
        return this;
    }
}

/// <summary>A cell: text, which may have a colour.</summary>
internal readonly record struct Cell(string Content, Color? Color = null)
{
    public static implicit operator Cell(string content) => new(content);
}
