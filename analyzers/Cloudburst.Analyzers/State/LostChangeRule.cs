using System;
using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB2007: an object that was read from state is changed in place, and then neither written nor passed on. An object that goes anywhere, as a whole or in
/// part, is given the benefit of the doubt.
/// </summary>
internal static class LostChangeRule
{
    private static readonly string[] Changes = ["Add", "AddRange", "Clear", "Enqueue", "Insert", "Push", "Remove", "RemoveAll", "RemoveAt", "Sort", "TryAdd"];

    public static void Analyze(StateAccesses accesses, IReadOnlyList<IOperation> operations, Action<Diagnostic> report)
    {
        foreach (var operation in operations)
        {
            if (Changed(operation) is not { } changed || Root(changed) is not { } root)
                continue;
            var isLost = root switch
            {
                IInvocationOperation read => IsRead(read, accesses),
                ILocalReferenceOperation { Local: var local } => IsCopy(local, accesses, operations) && StaysHere(local, operations),
                IParameterReferenceOperation { Parameter: var parameter } => parameter.SdkAttribute("FromStateAttribute") is not null && StaysHere(parameter, operations),
                _ => false,
            };
            if (isLost)
                report(Diagnostic.Create(Descriptors.LostChange, operation.Syntax.GetLocation(), $"'{changed.Syntax}'"));
        }
    }

    // What is changed: the object whose member is set, or the collection.
    private static IOperation? Changed(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } instance } } => instance,
        IAssignmentOperation { Target: IFieldReferenceOperation { Instance: { } instance } } => instance,
        IIncrementOrDecrementOperation { Target: IPropertyReferenceOperation { Instance: { } instance } } => instance,
        IInvocationOperation { Instance: { } instance, TargetMethod: var method } when IsCollectionChange(method) => instance,
        _ => null,
    };

    private static bool IsCollectionChange(IMethodSymbol method) => Changes.Contains(method.Name, StringComparer.Ordinal)
        && method.ContainingNamespace is { Name: "Generic" or "ObjectModel" or "Concurrent", ContainingNamespace.Name: "Collections" };

    private static IOperation? Root(IOperation operation)
    {
        while (true)
        {
            operation = operation.Unwrap();
            switch (operation)
            {
                case IPropertyReferenceOperation { Instance: { } instance }:
                    operation = instance;
                    break;
                case IFieldReferenceOperation { Instance: { } instance }:
                    operation = instance;
                    break;
                case IArrayElementReferenceOperation element:
                    operation = element.ArrayReference;
                    break;
                case IAwaitOperation awaiting:
                    return awaiting.Operation.UnwrapTask();
                default:
                    return operation;
            }
        }
    }

    private static bool IsRead(IInvocationOperation call, StateAccesses accesses) =>
        accesses.All.Any(access => access is { IsRead: true, Kind: "Register" } && access.Call == call);

    private static bool IsCopy(ILocalSymbol local, StateAccesses accesses, IReadOnlyList<IOperation> operations)
    {
        var initializer = operations.OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))?.GetVariableInitializer()?.Value.Unwrap();
        if (initializer is ICoalesceOperation coalesce)
            initializer = coalesce.Value.Unwrap();
        return initializer is IAwaitOperation awaiting && awaiting.Operation.UnwrapTask() is IInvocationOperation read && IsRead(read, accesses);
    }

    private static bool StaysHere(ISymbol variable, IReadOnlyList<IOperation> operations) => operations
        .Where(operation => operation is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(operation.Variable(), variable))
        .All(StaysHere);

    // Follows the reference outwards through its members: what comes out at the end must be no object that could be kept.
    private static bool StaysHere(IOperation reference)
    {
        var operation = reference;
        while (true)
        {
            switch (operation.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation:
                case IPropertyReferenceOperation property when property.Instance == operation:
                case IFieldReferenceOperation field when field.Instance == operation:
                case IArrayElementReferenceOperation element when element.ArrayReference == operation:
                    operation = operation.Parent;
                    continue;
                case IInvocationOperation call when call.Instance == operation && IsOfSystem(call.TargetMethod):
                    return IsPlain(call.Type) || call.Parent is IExpressionStatementOperation;
                case IAssignmentOperation assignment when assignment.Target == operation:
                    return operation != reference;
                case IIncrementOrDecrementOperation or IIsPatternOperation or IExpressionStatementOperation:
                    return true;
                case IBinaryOperation { OperatorMethod: null }:
                    return true;
                default:
                    return operation != reference && IsPlain(operation.Type);
            }
        }
    }

    private static bool IsOfSystem(IMethodSymbol method) => method.ContainingAssembly?.Name.StartsWith("System", StringComparison.Ordinal) == true;

    private static bool IsPlain(ITypeSymbol? type) => type is null or { SpecialType: SpecialType.System_String or SpecialType.System_Void } or { IsValueType: true };
}
