using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Text;

/// <summary>Names as they may be written in C#.</summary>
internal static class Identifiers
{
    /// <summary>Puts an <c>@</c> before a keyword, and before a word that is one where a type or a member is named.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || IsKeywordInPlaces(name) ? "@" + name : name;

    // Not every contextual keyword: a parameter called 'from' reads best as it is.
    private static bool IsKeywordInPlaces(string name) => name is "await" or "dynamic" or "extension" or "field" or "file" or "global" or "nint" or "nuint"
        or "partial" or "record" or "required" or "scoped" or "var" or "where" or "yield";

    /// <summary>Makes an identifier of any text: every other character becomes <c>_</c>.</summary>
    public static string Sanitize(string text)
    {
        var result = new StringBuilder(text.Length + 1);
        foreach (var c in text)
            result.Append(SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_');
        if (result.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(result[0]))
            result.Insert(0, '_');
        return result.ToString();
    }

    /// <summary>Makes a Pascal-case identifier of a function's name: <c>sum-long</c> is <c>SumLong</c>.</summary>
    public static string Pascal(string text)
    {
        var result = new StringBuilder(text.Length);
        var upper = true;
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }
            result.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }
        return Sanitize(result.ToString());
    }

    /// <summary>A short, stable hash, for names that would collide without it (FNV-1a).</summary>
    public static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The inside of a C# interpolated string that yields this text.</summary>
    public static string InterpolatedText(string text)
    {
        var literal = Literal(text);
        return literal.Substring(1, literal.Length - 2).Replace("{", "{{").Replace("}", "}}");
    }
}
