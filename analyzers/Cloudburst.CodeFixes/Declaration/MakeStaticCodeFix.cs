using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0015 and CB0019: a function or a DAG that uses nothing of its object becomes static.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeStaticCodeFix)), Shared]
public sealed class MakeStaticCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.Instance, DiagnosticIds.Dag);

    private protected override string? Title(FixPlace place) =>
        place.Enclosing<MemberDeclarationSyntax>() is MethodDeclarationSyntax or PropertyDeclarationSyntax
        && place.Enclosing<MemberDeclarationSyntax>() is { } member && !member.Modifiers.Any(SyntaxKind.StaticKeyword)
        && place.Model.GetDeclaredSymbol(member, place.Token) is { IsAbstract: false, IsVirtual: false, IsOverride: false } && !UsesItsObject(place, member)
            ? "Make static"
            : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var member = place.Enclosing<MemberDeclarationSyntax>()!;
        if (edits.IsFirst(member))
            edits.Editor.SetModifiers(member, DeclarationModifiers.From(place.Model.GetDeclaredSymbol(member, place.Token)!).WithIsStatic(true).WithIsReadOnly(false));
    }

    private static bool UsesItsObject(FixPlace place, MemberDeclarationSyntax member) =>
        member.DescendantNodes().Any(node => node is ThisExpressionSyntax or BaseExpressionSyntax || node is SimpleNameSyntax name && IsOwnMember(place, name, member));

    private static bool IsOwnMember(FixPlace place, SimpleNameSyntax name, MemberDeclarationSyntax member)
    {
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is QualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax)
            return false;
        var symbol = place.Model.GetSymbolInfo(name, place.Token).Symbol;
        return symbol is { IsStatic: false, Kind: SymbolKind.Field or SymbolKind.Property or SymbolKind.Method or SymbolKind.Event, ContainingType: { } type } and not IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.Constructor }
            && place.Model.GetDeclaredSymbol(member, place.Token)?.ContainingType is { } own && InheritsFrom(own, type);
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
