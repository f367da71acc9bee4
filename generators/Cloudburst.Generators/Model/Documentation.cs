using System.Linq;
using System.Text;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>A user's documentation, to be carried over to what is generated.</summary>
internal static class Documentation
{
    /// <summary>The inside of a symbol's summary, or <see langword="null"/> when it has none that can be read.</summary>
    public static string? Summary(ISymbol symbol, CancellationToken token)
    {
        // With documentation on, the compiler has resolved the references in it; otherwise they are plain comments.
        var xml = symbol.GetDocumentationCommentXml(cancellationToken: token);
        if (string.IsNullOrWhiteSpace(xml))
            xml = FromComments(symbol, token);
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        if (PlainSummary(xml!) is { } plain)
            return plain;
        try
        {
            var summary = XElement.Parse($"<doc>{xml}</doc>").Descendants("summary").FirstOrDefault();
            if (summary is null)
                return null;
            // The summary goes to members that have other parameters, or none.
            foreach (var reference in summary.Descendants("paramref").ToList())
                reference.ReplaceWith(new XElement("c", reference.Attribute("name")?.Value));
            var text = string.Concat(summary.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)));
            var lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
            var joined = string.Join("\n", lines);
            return joined.Length == 0 ? null : joined;
        }
        catch (XmlException)
        {
            // The compiler tells the user about a broken comment, where documentation is on.
            return null;
        }
    }

    // Most summaries are text and nothing else, and a project has one for each function: they need no parser. An entity needs one.
    private static string? PlainSummary(string xml)
    {
        const string Start = "<summary>", End = "</summary>";
        var start = xml.IndexOf(Start, System.StringComparison.Ordinal) + Start.Length;
        var end = start < Start.Length ? -1 : xml.IndexOf('<', start);
        if (end < 0 || xml.IndexOf('>', start, end - start) >= 0 || string.CompareOrdinal(xml, end, End, 0, End.Length) != 0 || xml.IndexOf('&') >= 0 || xml.IndexOf("<!", System.StringComparison.Ordinal) >= 0 || !IsClosed(xml, end + End.Length))
            return null;
        var lines = xml.Substring(start, end - start).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        var joined = string.Join("\n", lines);
        return joined.Length == 0 ? null : joined;
    }

    // What follows may be broken, and then the whole is not read.
    private static bool IsClosed(string xml, int from) => xml.IndexOf('<', from) is var next && (next < 0 || string.CompareOrdinal(xml, next, "</member>", 0, 9) == 0);

    private static string FromComments(ISymbol symbol, CancellationToken token)
    {
        var text = new StringBuilder();
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            foreach (var trivia in reference.GetSyntax(token).GetLeadingTrivia())
            {
                foreach (var line in trivia.ToFullString().Split('\n'))
                {
                    var trimmed = line.TrimStart();
                    if (trimmed.StartsWith("///", System.StringComparison.Ordinal))
                        text.Append(trimmed.Substring(3).TrimEnd('\r')).Append('\n');
                }
            }
        }
        return text.ToString();
    }
}
