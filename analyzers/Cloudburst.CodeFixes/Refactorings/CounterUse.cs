using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>A use of a register, and what it is with a counter.</summary>
/// <param name="Document">The file.</param>
/// <param name="Replaced">The expression.</param>
/// <param name="Replacement">What takes its place.</param>
/// <param name="Removed">The read before a write, which an addition does without.</param>
internal sealed record CounterUse(DocumentId Document, ExpressionSyntax Replaced, ExpressionSyntax Replacement, StatementSyntax? Removed = null)
{
    /// <summary>The expressions that are the register, where an accessor is called: the call, or the uses of a variable that keeps it.</summary>
    /// <returns><see langword="null"/> when the register goes where it can't be followed.</returns>
    public static IReadOnlyList<ExpressionSyntax>? HandlesOf(SyntaxNode name, SemanticModel model, CancellationToken token)
    {
        // The accessor's declaration, and its name in documentation, are no uses.
        if (name.FirstAncestorOrSelf<CrefSyntax>() is not null)
            return [];
        if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || RefactoringPlace.NameOf(call)?.Span.Contains(name.Span) != true)
            return null;
        if (call.Parent is MemberAccessExpressionSyntax access && access.Expression == call)
            return [call];
        if (call.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: true, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } } } variable }
            || model.GetDeclaredSymbol(variable, token) is not { } local)
        {
            return null;
        }
        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, token).Symbol, local))
            .ToList<ExpressionSyntax>();
        return uses.All(use => use.Parent is MemberAccessExpressionSyntax member && member.Expression == use) ? uses : null;
    }

    /// <summary>What is done with a register, for a counter; <see langword="null"/> when a counter has nothing like it.</summary>
    public static CounterUse? Of(DocumentId document, ExpressionSyntax handle, bool isLong)
    {
        var access = (MemberAccessExpressionSyntax)handle.Parent!;
        if (access.Name.Identifier.ValueText == "Key")
            return new CounterUse(document, access, access);
        if (access.Parent is not InvocationExpressionSyntax call)
            return null;
        return access.Name.Identifier.ValueText switch
        {
            "ReadAsync" => Read(document, call, isLong),
            "DeleteAsync" => new CounterUse(document, call, call),
            "UpdateAsync" => Update(document, access, call),
            "WriteAsync" => Write(document, access, call),
            _ => null,
        };
    }

    // The counter's sum is a long.
    private static CounterUse? Read(DocumentId document, InvocationExpressionSyntax call, bool isLong)
    {
        if (isLong)
            return new CounterUse(document, call, call);
        if (call.Parent is not AwaitExpressionSyntax awaited)
            return null;
        var cast = SyntaxFactory.ParseExpression($"(int){awaited.WithoutTrivia()}");
        return new CounterUse(document, awaited, awaited.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(cast) : cast);
    }

    private static CounterUse? Update(DocumentId document, MemberAccessExpressionSyntax access, InvocationExpressionSyntax call)
    {
        if (!IsStatement(call) || call.ArgumentList.Arguments is not { Count: 1 or 2 } arguments || arguments[0] is not { NameColon: null, Expression: SimpleLambdaExpressionSyntax { ExpressionBody: { } value } lambda }
            || arguments.Count == 2 && arguments[1].NameColon?.Name.Identifier.ValueText != "cancellationToken")
        {
            return null;
        }
        return Addition(value, lambda.Parameter.Identifier.ValueText) is var (isSum, by)
            ? new CounterUse(document, call, Add(access, isSum, by, arguments.Count == 2 ? arguments[1].Expression : null))
            : null;
    }

    // A write of what was read in the statement before, with something added.
    private static CounterUse? Write(DocumentId document, MemberAccessExpressionSyntax access, InvocationExpressionSyntax call)
    {
        if (!IsStatement(call) || call.ArgumentList.Arguments is not { Count: 1 or 2 } arguments || arguments.Any(argument => argument.NameColon is not null)
            || call.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } write || block.Statements.IndexOf(write) is not (> 0 and var index)
            || block.Statements[index - 1] is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } read
            || variables[0].Initializer?.Value is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReadAsync", Expression: var source } } }
            || !SyntaxFactory.AreEquivalent(source, access.Expression))
        {
            return null;
        }
        var variable = variables[0].Identifier.ValueText;
        var isOnlyHere = block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable).All(name => arguments[0].Span.Contains(name.Span));
        return isOnlyHere && Addition(arguments[0].Expression, variable) is var (isSum, by)
            ? new CounterUse(document, call, Add(access, isSum, by, arguments.Count == 2 ? arguments[1].Expression : null), read)
            : null;
    }

    private static bool IsStatement(InvocationExpressionSyntax call) => call.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax };

    // n + by, by + n or n - by, where 'by' has nothing to do with n.
    private static (bool IsSum, ExpressionSyntax By)? Addition(ExpressionSyntax value, string number)
    {
        if (value is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum)
            return null;
        var isSum = sum.IsKind(SyntaxKind.AddExpression);
        var (own, by) = IsNumber(sum.Left) ? (sum.Left, sum.Right) : (sum.Right, sum.Left);
        return IsNumber(own) && (isSum || own == sum.Left) && !by.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == number) ? (isSum, by) : null;

        bool IsNumber(ExpressionSyntax expression) => expression is IdentifierNameSyntax name && name.Identifier.ValueText == number;
    }

    private static ExpressionSyntax Add(MemberAccessExpressionSyntax access, bool isSum, ExpressionSyntax by, ExpressionSyntax? token)
    {
        var method = access.WithName(SyntaxFactory.IdentifierName(isSum ? "IncrementAsync" : "DecrementAsync")).WithoutTrivia();
        var isOne = by is LiteralExpressionSyntax { Token.ValueText: "1" };
        var arguments = (isOne, token) switch
        {
            (true, null) => "",
            (true, _) => $"cancellationToken: {token}",
            (false, null) => $"{by.WithoutTrivia()}",
            _ => $"{by.WithoutTrivia()}, {token}",
        };
        return SyntaxFactory.ParseExpression($"{method}({arguments})");
    }
}
