using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB3001, CB3002 and CB3003: ids, times and random numbers come from the context, which is added as a parameter where it is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseContextCodeFix)), Shared]
public sealed class UseContextCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.RandomId, DiagnosticIds.WallClock, DiagnosticIds.Randomness);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Helper) is null && Member(place) is { } member && Context(place) is { } context ? $"Use {context}.{member}" : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var context = Context(place)!;
        edits.Editor.ReplaceNode(place.Node, SyntaxFactory.ParseExpression($"{context}.{Member(place)}").WithTriviaFrom(place.Node));
        var method = place.Enclosing<MethodDeclarationSyntax>()!;
        if (Parameter(place, method) is null && edits.IsFirst(method.ParameterList))
        {
            var parameters = method.ParameterList.Parameters;
            var index = parameters.TakeWhile(parameter => parameter.Default is null && !IsToken(parameter) && !parameter.Modifiers.Any(SyntaxKind.ParamsKeyword)).Count();
            var added = SyntaxFactory.Parameter(SyntaxFactory.Identifier(context))
                .WithType(SyntaxFactory.ParseTypeName(Usings.IsKnown(place.Model, method, "CloudburstContext") ? "CloudburstContext" : "Cloudburst.CloudburstContext").WithTrailingTrivia(SyntaxFactory.Space));
            edits.Editor.InsertParameter(method, index, added);
        }
    }

    private static string? Member(FixPlace place)
    {
        if (place.Diagnostic.Id == DiagnosticIds.RandomId)
            return "NewGuid()";
        if (place.Diagnostic.Id == DiagnosticIds.Randomness)
            return "Random";
        return place.Model.GetSymbolInfo(place.Node, place.Token).Symbol is { ContainingType: { } type } symbol
            ? $"{type.Name}.{symbol.Name}" switch
            {
                "DateTimeOffset.UtcNow" => "Clock.GetUtcNow()",
                "DateTimeOffset.Now" => "Clock.GetLocalNow()",
                "DateTime.UtcNow" => "Clock.GetUtcNow().UtcDateTime",
                "DateTime.Now" => "Clock.GetLocalNow().DateTime",
                "DateTime.Today" => "Clock.GetLocalNow().Date",
                "Stopwatch.GetTimestamp" => "Clock.GetTimestamp()",
                "TimeProvider.System" => "Clock",
                _ => null,
            }
            : null;
    }

    // The context's name, as it is or would be; none where it can't be reached.
    private static string? Context(FixPlace place)
    {
        if (place.Enclosing<MethodDeclarationSyntax>() is not { } method || IsInStatic(place.Node, method))
            return null;
        if (Parameter(place, method) is { } parameter)
            return parameter.Identifier.ValueText;
        return place.Model.LookupSymbols(place.Node.SpanStart, name: "context").Any(symbol => symbol.Kind is SymbolKind.Local or SymbolKind.Parameter) ? "cloudburst" : "context";
    }

    private static ParameterSyntax? Parameter(FixPlace place, MethodDeclarationSyntax method) => method.ParameterList.Parameters
        .FirstOrDefault(parameter => place.Model.GetDeclaredSymbol(parameter, place.Token)?.Type.Name == "CloudburstContext");

    private static bool IsInStatic(SyntaxNode node, MethodDeclarationSyntax method) => node.Ancestors().TakeWhile(ancestor => ancestor != method).Any(ancestor => ancestor switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    });

    private static bool IsToken(ParameterSyntax parameter) => parameter.Type is IdentifierNameSyntax { Identifier.ValueText: "CancellationToken" };
}
