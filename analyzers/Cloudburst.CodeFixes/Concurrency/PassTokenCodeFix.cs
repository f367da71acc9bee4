using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB4003: the token is passed, by name where arguments before it are left out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PassTokenCodeFix)), Shared]
public sealed class PassTokenCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.TokenNotPassed);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Name) is { } token && Parameter(place) is not null ? $"Pass '{token}'" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var call = place.Enclosing<InvocationExpressionSyntax>()!;
        var parameter = Parameter(place)!;
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(place.Property(DiagnosticProperties.Name)!));
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count != parameter.Ordinal || arguments.Any(given => given.NameColon is not null))
            argument = argument.WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter.Name)).WithTrailingTrivia(SyntaxFactory.Space));
        edits.Editor.ReplaceNode(call, (current, _) => Append((InvocationExpressionSyntax)current, argument));
    }

    private static IParameterSymbol? Parameter(FixPlace place) =>
        place.Enclosing<InvocationExpressionSyntax>() is { } call && place.Model.GetSymbolInfo(call, place.Token).Symbol is IMethodSymbol method
            ? method.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken")
            : null;

    private static InvocationExpressionSyntax Append(InvocationExpressionSyntax call, ArgumentSyntax argument) =>
        call.WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Count == 0
            ? SyntaxFactory.SingletonSeparatedList(argument)
            : SyntaxFactory.SeparatedList<ArgumentSyntax>(call.ArgumentList.Arguments.GetWithSeparators()
                .Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space))
                .Add(argument))));
}
