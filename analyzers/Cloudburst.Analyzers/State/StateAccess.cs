using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>One operation on a key.</summary>
/// <param name="Call">The call.</param>
/// <param name="Kind">The handle's name: <c>Register</c>, <c>Counter</c> and so on.</param>
/// <param name="IsRead">Whether it reads; otherwise it changes.</param>
/// <param name="Identity">What tells its key from others in the same method; <see langword="null"/> when that is not certain.</param>
/// <param name="Value">What is written.</param>
internal sealed record StateAccess(IInvocationOperation Call, string Kind, bool IsRead, string? Identity, IOperation? Value)
{
    /// <summary>The key as a message names it.</summary>
    public string Name => Call.Instance?.Unwrap() is { } handle && Kind != "Context" ? $"'{handle.Syntax}'" : $"'{Call.Arguments.FirstOrDefault()?.Value.Syntax}'";
}

/// <summary>Finds the operations on keys in one body, and tells which are on one key.</summary>
internal sealed class StateAccesses
{
    private readonly KnownSymbols _symbols;
    private readonly Dictionary<ISymbol, IOperation> _initializers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _reassigned = new(SymbolEqualityComparer.Default);

    public StateAccesses(IReadOnlyList<IOperation> operations, KnownSymbols symbols)
    {
        _symbols = symbols;
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer:
                    _initializers[local] = initializer.Value;
                    break;
                case IAssignmentOperation { Target: var target } when target.Variable() is { } variable:
                    _reassigned.Add(variable);
                    break;
                case IIncrementOrDecrementOperation { Target: var target } when target.Variable() is { } variable:
                    _reassigned.Add(variable);
                    break;
            }
        }
        All = operations.OfType<IInvocationOperation>().Select(Read).Where(access => access is not null).Select(access => access!).ToImmutableArray();
    }

    public ImmutableArray<StateAccess> All { get; }

    /// <summary>The expression that a local variable was given once and for all, or the expression itself.</summary>
    public IOperation Resolve(IOperation operation)
    {
        operation = operation.Unwrap();
        return operation is ILocalReferenceOperation { Local: var local } && !_reassigned.Contains(local) && _initializers.TryGetValue(local, out var value)
            ? value.Unwrap()
            : operation;
    }

    private StateAccess? Read(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Is(_symbols.Context))
        {
            return method.Name switch
            {
                "GetAsync" => new StateAccess(call, "Register", IsRead: true, KeyOf(call), null),
                "PutAsync" => new StateAccess(call, "Register", IsRead: false, KeyOf(call), call.Arguments.ArgumentOf("value")?.Value),
                _ => null,
            };
        }
        if (!_symbols.IsHandle(method.ContainingType) || call.Instance is null || !_symbols.IsTask(call.Type))
            return null;
        // What reads and writes in one step, or reads concurrent values to settle them, loses nothing.
        if (method.Name is "UpdateAsync" or "CompareAndSetAsync" or "ReadAllAsync" or "ReadMergedAsync")
            return null;
        var isRead = method.Name is "ReadAsync" or "ContainsAsync";
        return new StateAccess(call, method.ContainingType.Name, isRead, HandleIdentity(call.Instance), isRead ? null : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value);
    }

    private string? KeyOf(IInvocationOperation call) => call.Arguments.ArgumentOf("key") is { } key && Identity(key.Value) is { } identity ? "key:" + identity : null;

    private string? HandleIdentity(IOperation handle)
    {
        handle = Resolve(handle);
        return handle switch
        {
            IObjectCreationOperation creation => creation.Arguments.ArgumentOf("key") is { } key && Identity(key.Value) is { } identity ? "key:" + identity : null,
            IInvocationOperation { TargetMethod: var accessor } call when KnownSymbols.IsStateClass(accessor.ContainingType) => Accessor(call),
            _ => Identity(handle),
        };
    }

    private string? Accessor(IInvocationOperation call)
    {
        var arguments = call.Arguments.Select(argument => Identity(argument.Value)).ToList();
        return arguments.Contains(null) ? null : $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}({string.Join(",", arguments)})";
    }

    // Only what has the same value each time in one run of the method.
    private string? Identity(IOperation operation)
    {
        operation = Resolve(operation);
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return $"\"{constant}\"";
        switch (operation)
        {
            case ILocalReferenceOperation { Local: var local }:
                return _reassigned.Contains(local) ? null : local.Name;
            case IParameterReferenceOperation { Parameter: var parameter }:
                return _reassigned.Contains(parameter) ? null : parameter.Name;
            case IFieldReferenceOperation field:
                return Member(field.Instance, field.Field);
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property:
                return Member(property.Instance, property.Property);
            case IInterpolatedStringOperation text:
                return Join(text.Parts.Select(part => part is IInterpolationOperation hole ? Identity(hole.Expression) : part.Syntax.ToString()));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Join([Identity(sum.LeftOperand), Identity(sum.RightOperand)]);
            default:
                return null;
        }
    }

    private string? Member(IOperation? instance, ISymbol member)
    {
        if (instance is null or IInstanceReferenceOperation)
            return member.Name;
        return Identity(instance) is { } owner ? $"{owner}.{member.Name}" : null;
    }

    private static string? Join(IEnumerable<string?> parts)
    {
        var all = parts.ToList();
        return all.Contains(null) ? null : string.Join("+", all);
    }
}
