using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>Short questions about symbols.</summary>
internal static class SymbolExtensions
{
    /// <summary>Whether a type is a known one; a generic type is compared without its arguments.</summary>
    public static bool Is(this ITypeSymbol? type, INamedTypeSymbol? known) =>
        known is not null && type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, known);

    /// <summary>Whether a type is a known one or derives from it.</summary>
    public static bool IsOrDerivesFrom(this ITypeSymbol? type, INamedTypeSymbol? known)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Is(known))
                return true;
        }
        return false;
    }

    /// <summary>Whether a method is a known type's, by this name.</summary>
    public static bool Is(this IMethodSymbol method, INamedTypeSymbol? type, string name) => method.Name == name && method.ContainingType.Is(type);

    /// <summary>The constant text of an expression.</summary>
    public static string? ConstantText(this IOperation? operation) =>
        operation is { ConstantValue: { HasValue: true, Value: string text } } ? text : null;
}
