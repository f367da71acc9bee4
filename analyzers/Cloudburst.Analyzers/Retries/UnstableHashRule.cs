using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3007: hash codes that every process computes differently. Those of numbers and the like are the same everywhere.</summary>
internal sealed class UnstableHashRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.UnstableHash;

    public override string? Find(IOperation operation, KnownSymbols symbols)
    {
        // A type's own GetHashCode is for the dictionaries of one process, where it is right. Names come first: where a call stands is dear to ask.
        if (operation is not IInvocationOperation { TargetMethod: { Name: "GetHashCode" or "Combine" or "ToHashCode" } method } call || IsInHashCode(operation))
            return null;
        if (method.Name == "GetHashCode" && method.Parameters.IsEmpty && call.Instance?.Type is { } type)
            return IsStable(type, symbols) ? null : $"{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}.GetHashCode";
        if (method.Name == "GetHashCode" && method is { IsStatic: true, ContainingType.SpecialType: SpecialType.System_String })
            return "string.GetHashCode";
        return method.Name is "Combine" or "ToHashCode" && method.ContainingType.Is(symbols.HashCode) ? $"HashCode.{method.Name}" : null;
    }

    private static bool IsStable(ITypeSymbol type, KnownSymbols symbols) => type switch
    {
        { TypeKind: TypeKind.Enum or TypeKind.TypeParameter or TypeKind.Error } => true,
        { SpecialType: SpecialType.System_Object or SpecialType.System_String } => false,
        { SpecialType: not SpecialType.None } => true,
        _ => type.Is(symbols.Guid) || type.Is(symbols.DateTimeOffset) || type.Is(symbols.TimeSpan),
    };

    private static bool IsInHashCode(IOperation operation)
    {
        var method = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        return method is IMethodSymbol { Name: "GetHashCode" };
    }
}
