using System;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators.Text;

/// <summary>Writes C# line by line, with indentation kept by blocks.</summary>
internal sealed class IndentedWriter
{
    private const string Indent = "    ";

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line; an empty one carries no spaces.</summary>
    public IndentedWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            for (var i = 0; i < _depth; i++)
                _text.Append(Indent);
            _text.Append(line);
        }
        _text.Append('\n');
        return this;
    }

    /// <summary>Opens a braced block that closes when the result is disposed.</summary>
    public Scope Block(string header, string end = "}")
    {
        Line(header);
        Line("{");
        _depth++;
        return new Scope(this, end);
    }

    /// <summary>Indents without braces, for the rest of a statement.</summary>
    public Scope Indented()
    {
        _depth++;
        return new Scope(this, end: null);
    }

    public SourceText ToSourceText() => SourceText.From(_text.ToString(), Encoding.UTF8);

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(IndentedWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (end is not null)
                writer.Line(end);
        }
    }
}
