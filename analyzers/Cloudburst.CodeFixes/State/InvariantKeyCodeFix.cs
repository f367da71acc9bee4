using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB2009: a key is formatted invariantly. What depends on the clock no format mends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InvariantKeyCodeFix)), Shared]
public sealed class InvariantKeyCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.CultureKey);

    private protected override string? Title(FixPlace place) => place.Property(DiagnosticProperties.Clock) is null
        && place.Node is InterpolatedStringExpressionSyntax or InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 }
            ? "Format invariantly"
            : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        if (!Usings.IsKnown(place.Model, place.Node, "CultureInfo"))
            edits.Namespaces.Add("System.Globalization");
        edits.Editor.ReplaceNode(place.Node, (current, _) => current is InvocationExpressionSyntax call
            ? call.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression("CultureInfo.InvariantCulture")))
            : SyntaxFactory.ParseExpression($"string.Create(CultureInfo.InvariantCulture, {current.WithoutTrivia()})").WithTriviaFrom(current));
    }
}
