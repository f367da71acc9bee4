using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Types as text: in generated code, and in a function's contract.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat CodeFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat ShortFormat = SymbolDisplayFormat.CSharpErrorMessageFormat;

    /// <summary>A type as generated code names it: with <c>global::</c> and its nullable annotations.</summary>
    public static string Code(ITypeSymbol type) =>
        // Most are keywords, and to display a type is dear.
        type is INamedTypeSymbol { NullableAnnotation: not NullableAnnotation.Annotated } named && Keyword(named) is { } keyword ? keyword : type.ToDisplayString(CodeFormat);

    /// <summary>A type as a message names it.</summary>
    public static string Short(ITypeSymbol type) => type.ToDisplayString(ShortFormat);

    /// <summary>A namespace by its bare names, without <c>@</c>; empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol scope) => scope switch
    {
        { IsGlobalNamespace: true } => "",
        { ContainingNamespace.IsGlobalNamespace: true } => scope.Name,
        _ => $"{Namespace(scope.ContainingNamespace)}.{scope.Name}",
    };

    /// <summary>
    /// A type as a contract names it: C# with namespaces and keywords, without what does not travel. Nullable annotations and the names of tuple
    /// elements are dropped, and <c>ReadOnlyMemory&lt;T&gt;</c> is <c>T[]</c>, as both have the same bytes.
    /// </summary>
    public static string Contract(ITypeSymbol type)
    {
        var text = new StringBuilder();
        AppendContract(text, type);
        return text.ToString();
    }

    private static void AppendContract(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                AppendArray(text, array);
                break;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                AppendContract(text, nullable.TypeArguments[0]);
                text.Append('?');
                break;
            case INamedTypeSymbol { IsTupleType: true } tuple:
                AppendList(text, '(', tuple.TupleElements.Select(element => element.Type), ')');
                break;
            case INamedTypeSymbol { Name: "ReadOnlyMemory", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Arity: 1 } memory:
                AppendContract(text, memory.TypeArguments[0]);
                text.Append("[]");
                break;
            case INamedTypeSymbol named when Keyword(named) is { } keyword:
                text.Append(keyword);
                break;
            case INamedTypeSymbol named:
                AppendNamed(text, named);
                break;
            case IDynamicTypeSymbol:
                text.Append("object");
                break;
            default:
                text.Append(type.ToDisplayString());
                break;
        }
    }

    // C# writes the outermost rank first: int[][,] is an array of int[,].
    private static void AppendArray(StringBuilder text, IArrayTypeSymbol array)
    {
        var ranks = new StringBuilder();
        ITypeSymbol item = array;
        for (; item is IArrayTypeSymbol inner; item = inner.ElementType)
            ranks.Append('[').Append(',', inner.Rank - 1).Append(']');
        AppendContract(text, item);
        text.Append(ranks.ToString());
    }

    private static void AppendNamed(StringBuilder text, INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            AppendNamed(text, outer);
            text.Append('.');
        }
        else if (!type.ContainingNamespace.IsGlobalNamespace)
        {
            text.Append(Namespace(type.ContainingNamespace)).Append('.');
        }
        text.Append(type.Name);
        if (!type.TypeArguments.IsEmpty)
            AppendList(text, '<', type.TypeArguments, '>');
    }

    private static void AppendList(StringBuilder text, char open, IEnumerable<ITypeSymbol> types, char close)
    {
        text.Append(open);
        var separator = "";
        foreach (var type in types)
        {
            text.Append(separator);
            AppendContract(text, type);
            separator = ", ";
        }
        text.Append(close);
    }

    private static string? Keyword(INamedTypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Object => "object",
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Char => "char",
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_IntPtr => "nint",
        SpecialType.System_UIntPtr => "nuint",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_String => "string",
        _ => null,
    };
}
