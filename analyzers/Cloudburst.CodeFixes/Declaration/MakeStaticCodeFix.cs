using System.Collections.Immutable;
using System.Composition;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0011 and CB0019: a function or a DAG that uses nothing of its object becomes static.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeStaticCodeFix)), Shared]
public sealed class MakeStaticCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.Class, DiagnosticIds.Dag);

    private protected override string? Title(FixPlace place) =>
        place.Enclosing<MemberDeclarationSyntax>() is MethodDeclarationSyntax or PropertyDeclarationSyntax
        && place.Enclosing<MemberDeclarationSyntax>() is { } member && !member.Modifiers.Any(SyntaxKind.StaticKeyword)
        && place.Model.GetDeclaredSymbol(member, place.Token) is { IsAbstract: false, IsVirtual: false, IsOverride: false } && !OwnMembers.AreUsedBy(member, place.Model, place.Token)
            ? "Make static"
            : null;

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var member = place.Enclosing<MemberDeclarationSyntax>()!;
        if (edits.IsFirst(member))
            edits.Editor.SetModifiers(member, DeclarationModifiers.From(place.Model.GetDeclaredSymbol(member, place.Token)!).WithIsStatic(true).WithIsReadOnly(false));
    }
}
