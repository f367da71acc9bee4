using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.CodeFixes;

/// <summary>How code lies on the page.</summary>
internal static class Layout
{
    /// <summary>The space in front of a declaration's first line.</summary>
    public static SyntaxTriviaList IndentationOf(SyntaxNode declaration)
    {
        var leading = declaration.GetLeadingTrivia();
        return leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
    }
}
