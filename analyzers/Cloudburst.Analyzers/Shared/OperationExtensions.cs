using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>Walks up and down expressions.</summary>
internal static class OperationExtensions
{
    /// <summary>The expression inside conversions and parentheses.</summary>
    public static IOperation Unwrap(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>What is awaited, without <c>ConfigureAwait</c> and <c>AsTask</c>; the operation itself when it is no such call.</summary>
    public static IOperation UnwrapTask(this IOperation operation)
    {
        operation = operation.Unwrap();
        while (operation is IInvocationOperation { Instance: { } instance, TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" })
            operation = instance.Unwrap();
        return operation;
    }

    /// <summary>The outermost expression that only passes a task on: <c>x.AsTask().ConfigureAwait(false)</c>.</summary>
    public static IOperation OutermostTask(this IOperation operation)
    {
        while (operation.Parent is IConversionOperation or IParenthesizedOperation
            || operation.Parent is IConditionalAccessOperation access && access.WhenNotNull == operation
            || operation.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" } call && call.Instance == operation)
        {
            operation = operation.Parent;
        }
        return operation;
    }

    /// <summary>Whether nobody takes an expression's value: it is a statement, or assigned to <c>_</c>.</summary>
    public static bool IsDiscarded(this IOperation operation) => operation.OutermostTask().Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        // The body of a lambda that returns nothing.
        IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Symbol.ReturnsVoid: true } } } => true,
        _ => false,
    };

    /// <summary>Whether an expression's task is awaited on the spot.</summary>
    public static bool IsAwaited(this IOperation operation) => operation.OutermostTask().Parent is IAwaitOperation;

    /// <summary>Where a call is underlined: its name.</summary>
    public static Location NameLocation(this IInvocationOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.GetLocation(),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.Identifier.GetLocation(),
        InvocationExpressionSyntax { Expression: { } expression } => expression.GetLocation(),
        _ => call.Syntax.GetLocation(),
    };

    /// <summary>The argument of a parameter, as written or by default.</summary>
    public static IArgumentOperation? ArgumentOf(this IEnumerable<IArgumentOperation> arguments, string parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter);

    /// <summary>The local variable or parameter that an expression is.</summary>
    public static ISymbol? Variable(this IOperation? operation) => operation?.Unwrap() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The innermost lambda or local function around an operation, or <see langword="null"/> when it is the method's own.</summary>
    public static IMethodSymbol? InnerFunction(this IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return lambda.Symbol;
            if (parent is ILocalFunctionOperation local)
                return local.Symbol;
        }
        return null;
    }
}
