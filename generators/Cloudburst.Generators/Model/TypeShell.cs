using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.Generators.Model;

/// <summary>Where a user's type stands, so that another part of it can be written.</summary>
/// <param name="Namespace">Its namespace as written in C#; empty for the global one.</param>
/// <param name="Headers">The declarations from the outermost type to the type itself: <c>class Shop</c>.</param>
/// <param name="FullName">Its name with <c>global::</c>.</param>
/// <param name="MetadataName">Its full metadata name: the key that no two types share.</param>
/// <param name="JoinedName">The names of the chain without dots: <c>OuterShop</c>.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
internal sealed record TypeShell(
    string Namespace, EquatableArray<string> Headers, string FullName, string MetadataName, string JoinedName, bool IsPublic)
{
    // A type has many functions, and each of them asks. The text does not keep the symbol alive.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, TypeShell> Shells = new();

    public static TypeShell Of(INamedTypeSymbol type) => Shells.GetValue(type, Read);

    private static TypeShell Read(INamedTypeSymbol type)
    {
        var chain = Chain(type);
        var scope = TypeNames.Namespace(type.ContainingNamespace);
        var names = string.Join("+", chain.Select(link => link.MetadataName));
        return new TypeShell(
            string.Join(".", scope.Split('.').Select(Identifiers.Escape)),
            chain.Select(Header).ToEquatableArray(),
            TypeNames.Code(type),
            scope.Length == 0 ? names : $"{scope}.{names}",
            string.Concat(chain.Select(link => link.Name)),
            chain.All(link => link.DeclaredAccessibility == Accessibility.Public));
    }

    /// <summary>The containing types, outermost first, and the type itself.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        var chain = new List<INamedTypeSymbol>();
        for (var link = type; link is not null; link = link.ContainingType)
            chain.Add(link);
        chain.Reverse();
        return chain;
    }

    /// <summary>Whether another part of a type may be written.</summary>
    public static bool IsPartial(INamedTypeSymbol type, CancellationToken token) => type.DeclaringSyntaxReferences
        .Any(part => part.GetSyntax(token) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Header(INamedTypeSymbol type)
    {
        var kind = type switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
            { TypeKind: TypeKind.Struct } => "struct",
            { IsRecord: true } => "record",
            _ => "class",
        };
        var parameters = type.TypeParameters.IsEmpty
            ? ""
            : $"<{string.Join(", ", type.TypeParameters.Select(parameter => Identifiers.Escape(parameter.Name)))}>";
        return $"partial {kind} {Identifiers.Escape(type.Name)}{parameters}";
    }
}
