using System.Diagnostics;
using System.Text;

namespace Cloudburst.Lattices;

/// <summary>What a debugger shows of a set: its elements, as text where they are text.</summary>
internal sealed class ElementsView(IEnumerable<ReadOnlyMemory<byte>> elements)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ElementsView(ObservedRemoveSet set) : this(set.Elements)
    {
    }

    public ElementsView(GrowSet set) : this((IEnumerable<ReadOnlyMemory<byte>>)set)
    {
    }

    public ElementsView(OrderedSet set) : this((IEnumerable<ReadOnlyMemory<byte>>)set)
    {
    }

    /// <summary>The elements.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public string[] Elements { get; } = [.. elements.Select(Text)];

    private static string Text(ReadOnlyMemory<byte> element)
    {
        try
        {
            var text = Strict.GetString(element.Span);
            return text.Any(char.IsControl) ? Convert.ToHexString(element.Span) : text;
        }
        catch (DecoderFallbackException)
        {
            return Convert.ToHexString(element.Span);
        }
    }
}
