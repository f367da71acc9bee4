using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Whether a member needs the object that it belongs to.</summary>
internal static class OwnMembers
{
    /// <summary>Whether a member's code mentions its object, or something that belongs to it.</summary>
    public static bool AreUsedBy(MemberDeclarationSyntax member, SemanticModel model, CancellationToken token) =>
        AreUsedIn(member, model.GetDeclaredSymbol(member, token)?.ContainingType, model, token);

    /// <summary>Whether a part of a member's code mentions the member's object, or something that belongs to it.</summary>
    public static bool AreUsedIn(SyntaxNode code, INamedTypeSymbol? own, SemanticModel model, CancellationToken token) =>
        code.DescendantNodesAndSelf().Any(node => node is ThisExpressionSyntax or BaseExpressionSyntax || node is SimpleNameSyntax name && IsOwn(name, own, model, token));

    private static bool IsOwn(SimpleNameSyntax name, INamedTypeSymbol? own, SemanticModel model, CancellationToken token)
    {
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is QualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax)
            return false;
        var symbol = model.GetSymbolInfo(name, token).Symbol;
        return symbol is { IsStatic: false, Kind: SymbolKind.Field or SymbolKind.Property or SymbolKind.Method or SymbolKind.Event, ContainingType: { } type } and not IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.Constructor }
            && own is not null && InheritsFrom(own, type)
            // A parameter of a primary constructor is a parameter, and belongs to the object all the same.
            || symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };
    }

    private static bool InheritsFrom(INamedTypeSymbol type, INamedTypeSymbol other)
    {
        for (var link = type; link is not null; link = link.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(link, other))
                return true;
        }
        return false;
    }
}
