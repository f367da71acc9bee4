using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>What can be said of a duration from the way it is written.</summary>
internal static class TimeSpans
{
    /// <summary>Whether it is the infinite one, or the longest.</summary>
    public static bool IsEndless(IOperation operation, KnownSymbols symbols) => Member(operation) switch
    {
        { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } => true,
        { Name: "MaxValue" } member => member.ContainingType.Is(symbols.TimeSpan),
        _ => false,
    };

    /// <summary>Whether it is certainly zero or negative.</summary>
    public static bool IsNotPositive(IOperation operation, KnownSymbols symbols)
    {
        operation = operation.Unwrap();
        if (operation is IDefaultValueOperation && operation.Type.Is(symbols.TimeSpan))
            return true;
        if (Member(operation) is { } member)
            return member is { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } || member.ContainingType.Is(symbols.TimeSpan) && member.Name is "Zero" or "MinValue";
        return operation is IInvocationOperation { TargetMethod: { IsStatic: true } method, Arguments: { IsEmpty: false } arguments }
            && method.ContainingType.Is(symbols.TimeSpan) && method.Name.StartsWith("From", StringComparison.Ordinal)
            && arguments[0].Value.ConstantValue is { HasValue: true, Value: IConvertible number }
            && number is not string && number.ToDouble(CultureInfo.InvariantCulture) <= 0 && arguments.Length == 1;
    }

    private static ISymbol? Member(IOperation operation) => operation.Unwrap() switch
    {
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };
}
