using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>The SDK's types by name: the generator references nothing of ours.</summary>
internal static class SdkNames
{
    public const string Namespace = "Cloudburst";
    public const string FunctionAttribute = "Cloudburst.CloudburstFunctionAttribute";
    public const string DagAttribute = "Cloudburst.CloudburstDagAttribute";
    public const string StateAttribute = "Cloudburst.CloudburstStateAttribute";
    public const string ModuleAttribute = "Cloudburst.CloudburstModuleAttribute";
    public const string FunctionModule = "Cloudburst.FunctionModule";

    /// <summary>Whether a type is the SDK's type of this name.</summary>
    public static bool IsSdk(this ITypeSymbol? type, string name) =>
        type is INamedTypeSymbol { ContainingType: null, ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } }
        && type.Name == name;

    /// <summary>The SDK's attribute of this name, when a symbol carries it.</summary>
    public static AttributeData? SdkAttribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.IsSdk(name));

    /// <summary>An attribute's first argument, when it is a text.</summary>
    public static string? FirstText(this AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;
}
