using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Model;

/// <summary>The C# that the generated code is written in: 14, the first with extension members, and what the SDK's .NET comes with.</summary>
internal static class GeneratedLanguage
{
    // LanguageVersion.CSharp14, which the compiler that we are built against does not know yet.
    private const LanguageVersion CSharp14 = (LanguageVersion)1400;

    /// <summary>Whether a project's C# has all that the generated code needs. Where it has not, nothing is generated: errors in code that nobody wrote say nothing.</summary>
    public static bool IsSpoken(ParseOptions options) => options is CSharpParseOptions { LanguageVersion: var version } && IsSpoken(version);

    /// <inheritdoc cref="IsSpoken(ParseOptions)"/>
    public static bool IsSpoken(LanguageVersion version) => version >= CSharp14;
}
