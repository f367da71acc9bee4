using System.Collections.Generic;
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

/// <summary>Fixes CB0002: makes the member, and the types around it, visible in the project.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeInternalCodeFix)), Shared]
public sealed class MakeInternalCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.NotReachable);

    private protected override string? Title(FixPlace place)
    {
        // What is hidden for another reason - a local function, an operator, a file's own type - no modifier makes reachable.
        var member = place.Enclosing<MemberDeclarationSyntax>();
        return member is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } or PropertyDeclarationSyntax && place.Enclosing<LocalFunctionStatementSyntax>() is null
            && !member.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => type.Modifiers.Any(SyntaxKind.FileKeyword) || type.Identifier.IsKind(SyntaxKind.None))
            && Hidden(place, member).Any()
            ? "Make internal"
            : null;
    }

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        foreach (var hidden in Hidden(place, place.Enclosing<MemberDeclarationSyntax>()!))
        {
            if (edits.IsFirst(hidden))
                edits.Editor.SetAccessibility(hidden, Accessibility.Internal);
        }
    }

    private static IEnumerable<MemberDeclarationSyntax> Hidden(FixPlace place, MemberDeclarationSyntax member) => member.AncestorsAndSelf()
        .OfType<MemberDeclarationSyntax>()
        .Where(declaration => place.Model.GetDeclaredSymbol(declaration, place.Token)?.DeclaredAccessibility
            is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal);
}
