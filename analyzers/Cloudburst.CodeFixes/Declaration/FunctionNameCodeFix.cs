using System;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB0005, CB0006 and CB0007: writes a name into the attribute - one that nobody else has, a valid one, or the present one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FunctionNameCodeFix)), Shared]
public sealed class FunctionNameCodeFix : EditingCodeFix
{
    private const string ReservedPrefix = "cb.";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(DiagnosticIds.DuplicateName, DiagnosticIds.InvalidName, DiagnosticIds.NameFollowsMethod);

    private protected override string? Title(FixPlace place) => Name(place) switch
    {
        null => null,
        var name when place.Diagnostic.Id == DiagnosticIds.NameFollowsMethod => $"Pin the name '{name}'",
        var name => $"Use the name '{name}'",
    };

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var attribute = FunctionAttributes.Of(place.Enclosing<MethodDeclarationSyntax>())!;
        edits.Editor.ReplaceNode(attribute, FunctionAttributes.WithName(attribute, Name(place)!));
    }

    private static string? Name(FixPlace place)
    {
        var method = place.Enclosing<MethodDeclarationSyntax>();
        if (FunctionAttributes.Of(method) is not { } attribute || place.Model.GetDeclaredSymbol(method!, place.Token) is not { } symbol)
            return null;
        var written = attribute.ArgumentList?.Arguments.FirstOrDefault() is { } argument ? place.Model.GetConstantValue(argument.Expression, place.Token).Value as string : null;
        return place.Diagnostic.Id switch
        {
            DiagnosticIds.NameFollowsMethod => place.Property(DiagnosticProperties.Name),
            DiagnosticIds.InvalidName => Valid(written ?? "", symbol),
            // Overloads, and classes of one name, collide by their default names; what was written is given up for the default.
            _ => written is null ? Distinct(symbol) : FunctionAttributes.DefaultName(symbol),
        };
    }

    private static string Valid(string name, IMethodSymbol method)
    {
        while (name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            name = name.Substring(ReservedPrefix.Length);
        var valid = new string(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-').ToArray()).Trim('-');
        return valid.Length == 0 ? FunctionAttributes.DefaultName(method) : valid;
    }

    private static string Distinct(IMethodSymbol method)
    {
        var scope = method.ContainingNamespace.IsGlobalNamespace ? "" : method.ContainingNamespace.ToDisplayString() + ".";
        var isOverload = method.ContainingType.GetMembers(method.Name).Length > 1;
        var types = string.Concat(method.Parameters.Select(parameter => "-" + parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        var name = FunctionAttributes.DefaultName(method);
        return Valid(isOverload ? (types.Length == 0 ? name + "-0" : name + types) : scope + name, method);
    }
}
