using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB4001: what blocks is awaited, where the code around it is async.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoNotBlockCodeFix)), Shared]
public sealed class DoNotBlockCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.BlockingCall);

    private protected override string? Title(FixPlace place) =>
        place.Property(DiagnosticProperties.Helper) is null && AsyncCode.CanAwait(place.Node) && Awaited(place) is { } task
            ? task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Delay" } } ? "Await Task.Delay" : "Await it"
            : null;

    private protected override void Edit(FixPlace place, FixEdits edits) =>
        edits.Editor.ReplaceNode(place.Node, AsyncCode.Await(Awaited(place)!, place.Node).WithTriviaFrom(place.Node));

    private static ExpressionSyntax? Awaited(FixPlace place)
    {
        switch (place.Node)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result:
                return result.Expression;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } access } call:
                return name switch
                {
                    "GetResult" when access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter } => awaiter.Expression,
                    "Wait" when call.ArgumentList.Arguments.Count == 0 => access.Expression,
                    "WaitAll" => call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WhenAll"))),
                    "WaitAny" => call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WhenAny"))),
                    "Sleep" => Delay(place, call.ArgumentList),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static ExpressionSyntax Delay(FixPlace place, ArgumentListSyntax arguments)
    {
        var token = place.Enclosing<MethodDeclarationSyntax>()?.ParameterList.Parameters
            .FirstOrDefault(parameter => place.Model.GetDeclaredSymbol(parameter, place.Token)?.Type.Name == "CancellationToken")?.Identifier.ValueText;
        var task = Usings.IsKnown(place.Model, place.Node, "Task") ? "Task" : "System.Threading.Tasks.Task";
        var last = token is null ? "" : $", {token}";
        return SyntaxFactory.ParseExpression($"{task}.Delay({arguments.Arguments}{last})");
    }
}
