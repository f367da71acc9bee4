using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB5002 and CB5003: annotates a type for MemoryPack's version-tolerant layout and numbers its members in their present order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VersionTolerantCodeFix)), Shared]
public sealed class VersionTolerantCodeFix : EditingCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DiagnosticIds.SlowFormat, DiagnosticIds.NotVersionTolerant);

    private protected override string? Title(FixPlace place) => place.Enclosing<TypeDeclarationSyntax>() is null
        ? null
        : place.Diagnostic.Id == DiagnosticIds.SlowFormat ? "Make it MemoryPackable, version tolerant" : "Make it version tolerant and number its members";

    private protected override void Edit(FixPlace place, FixEdits edits)
    {
        var type = place.Enclosing<TypeDeclarationSyntax>()!;
        if (!edits.IsFirst(type))
            return;
        if (!Usings.IsKnown(place.Model, type, "MemoryPackableAttribute"))
            edits.Namespaces.Add("MemoryPack");
        var number = 0;
        foreach (var parameter in type.ParameterList?.Parameters.Where(_ => type is RecordDeclarationSyntax) ?? [])
        {
            var index = number++;
            if (!HasOrder(parameter.AttributeLists))
                edits.Editor.ReplaceNode(parameter, (current, _) => Number((ParameterSyntax)current, index));
        }
        foreach (var member in type.Members.Where(IsData))
        {
            var index = number++;
            if (!HasOrder(member.AttributeLists))
                edits.Editor.ReplaceNode(member, (current, _) => Number((MemberDeclarationSyntax)current, index));
        }
        edits.Editor.ReplaceNode(type, (current, _) => Annotate((TypeDeclarationSyntax)current));
    }

    private static TypeDeclarationSyntax Annotate(TypeDeclarationSyntax type)
    {
        const string Argument = "(GenerateType.VersionTolerant)";
        var attribute = type.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(found => Is(found, "MemoryPackable"));
        if (attribute is not null)
        {
            // Where the attribute is written in full, its enum needs to be, too.
            var qualifier = attribute.Name is QualifiedNameSyntax qualified ? qualified.Left + "." : "";
            var list = SyntaxFactory.ParseAttributeArgumentList(Argument.Insert(1, qualifier));
            return type.ReplaceNode(attribute, attribute.WithArgumentList(list));
        }
        var trivia = type.GetLeadingTrivia();
        var indentation = trivia.Count > 0 && trivia[trivia.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(trivia[trivia.Count - 1]) : default;
        var added = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("MemoryPackable"), SyntaxFactory.ParseAttributeArgumentList(Argument))))
            .WithLeadingTrivia(trivia).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var bare = type.WithLeadingTrivia(indentation);
        if (!bare.Modifiers.Any(SyntaxKind.PartialKeyword))
            bare = MakePartialCodeFix.MakePartial(bare);
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, added));
    }

    private static ParameterSyntax Number(ParameterSyntax parameter, int number) => parameter
        .WithLeadingTrivia()
        .WithAttributeLists(parameter.AttributeLists.Insert(0, Order(number)
            .WithTarget(SyntaxFactory.AttributeTargetSpecifier(SyntaxFactory.Token(SyntaxKind.PropertyKeyword)).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(SyntaxFactory.Space)
            .WithLeadingTrivia(parameter.GetLeadingTrivia())));

    private static MemberDeclarationSyntax Number(MemberDeclarationSyntax member, int number)
    {
        var list = Order(number).WithLeadingTrivia(member.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
        var bare = member.WithLeadingTrivia();
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }

    private static AttributeListSyntax Order(int number) => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
        SyntaxFactory.IdentifierName("MemoryPackOrder"), SyntaxFactory.ParseAttributeArgumentList($"({number.ToString(CultureInfo.InvariantCulture)})"))));

    // What MemoryPack writes: public fields and properties with a getter that hold data.
    private static bool IsData(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PublicKeyword) && !member.Modifiers.Any(SyntaxKind.StaticKeyword)
        && !member.Modifiers.Any(SyntaxKind.ConstKeyword) && !member.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => Is(attribute, "MemoryPackIgnore"))
        && member switch
        {
            FieldDeclarationSyntax => true,
            PropertyDeclarationSyntax { AccessorList: { } list } => list.Accessors.Any(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration)),
            _ => false,
        };

    private static bool HasOrder(SyntaxList<AttributeListSyntax> lists) => lists.SelectMany(list => list.Attributes).Any(attribute => Is(attribute, "MemoryPackOrder"));

    private static bool Is(AttributeSyntax attribute, string name)
    {
        var simple = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : attribute.Name.ToString();
        return simple == name || simple == name + "Attribute";
    }
}
