using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cloudburst.CodeFixes;

/// <summary>
/// Makes a method a function: adds the attribute, and whatever the generator asks of it - reachable, in partial types, no <c>async void</c>, static if it uses nothing of its
/// object. A method that does use its object, such as a service that the constructor was given, becomes a function of that object, if an executor can make one. It is not offered
/// where no modifier would make the method a function.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(MakeFunctionRefactoring)), Shared]
public sealed class MakeFunctionRefactoring : Refactoring
{
    private const string Title = "Make this method a Cloudburst function";
    private const int MaxArguments = FunctionReader.MaxWireParameters;

    private protected override Task<CodeAction?> OfferAsync(RefactoringPlace place) => Task.FromResult(
        place.DeclaredMethod is { } method && CanBeFunction(place, method)
            ? CodeAction.Create(Title, token => ApplyAsync(place.Document, method, token), equivalenceKey: Title)
            : null);

    private static bool CanBeFunction(RefactoringPlace place, MethodDeclarationSyntax method) =>
        place.Model.GetDeclaredSymbol(method, place.Token) is
        {
            MethodKind: MethodKind.Ordinary, IsGenericMethod: false, IsAbstract: false, IsVirtual: false, IsOverride: false, IsExtern: false, IsPartialDefinition: false,
            PartialDefinitionPart: null, RefKind: RefKind.None, ReturnType: { IsRefLikeType: false, TypeKind: not TypeKind.Pointer },
        } symbol
        && symbol.Name != WellKnownMemberNames.EntryPointMethodName
        && FunctionAttributes.Of(method) is null
        && symbol.Parameters.All(parameter => parameter is { RefKind: RefKind.None, Type: { IsRefLikeType: false, TypeKind: not TypeKind.Pointer } })
        && symbol.Parameters.Count(parameter => parameter.Type.Name is not ("CancellationToken" or "CloudburstContext")) <= MaxArguments
        && AreOpen(symbol.ContainingType)
        && (symbol.IsStatic || CanBeStatic(symbol, method, place.Model, place.Token) || CanBeOfObject(symbol));

    private static bool CanBeStatic(IMethodSymbol symbol, MethodDeclarationSyntax method, SemanticModel model, CancellationToken token) =>
        !OwnMembers.AreUsedBy(method, model, token) && !Contracts(symbol).Any();

    // How an object is disposed or initialised is between it and its executor.
    private static bool CanBeOfObject(IMethodSymbol symbol)
    {
        var problems = new List<DeclarationProblem>();
        ClassReader.Read(symbol, problems);
        return problems.Count == 0 && !Contracts(symbol).Any(contract => contract.ContainingNamespace is { } scope && (scope.Name == "System" || scope.Name == "Cloudburst") && scope.ContainingNamespace.IsGlobalNamespace);
    }

    private static bool AreOpen(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType || type.IsFileLocal || type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
                return false;
        }
        return true;
    }

    /// <summary>The interfaces of which the method implements a member.</summary>
    private static IEnumerable<INamedTypeSymbol> Contracts(IMethodSymbol method) => method.ContainingType.AllInterfaces
        .Where(contract => contract.GetMembers(method.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)));

    private static async Task<Document> ApplyAsync(Document document, MethodDeclarationSyntax method, CancellationToken token)
    {
        var editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        var symbol = editor.SemanticModel.GetDeclaredSymbol(method, token)!;
        foreach (var type in method.Ancestors().OfType<TypeDeclarationSyntax>())
        {
            if (IsHidden(editor.SemanticModel.GetDeclaredSymbol(type, token)!))
                editor.SetAccessibility(type, Accessibility.Internal);
            if (!type.Modifiers.Any(SyntaxKind.PartialKeyword))
                editor.ReplaceNode(type, (current, _) => MakePartialCodeFix.MakePartial((TypeDeclarationSyntax)current));
        }
        if (IsHidden(symbol))
            editor.SetAccessibility(method, Accessibility.Internal);
        if (!symbol.IsStatic && CanBeStatic(symbol, method, editor.SemanticModel, token))
            editor.SetModifiers(method, editor.Generator.GetModifiers(method).WithIsStatic(true).WithIsReadOnly(false));
        if (symbol is { IsAsync: true, ReturnsVoid: true })
            ReturnTask(editor, method);
        editor.ReplaceNode(method, (current, _) => AddAttribute((MethodDeclarationSyntax)current));
        var root = editor.GetChangedRoot();
        var isKnown = Usings.IsKnown(editor.SemanticModel, method, "CloudburstFunctionAttribute");
        root = Usings.Add(root, isKnown ? [] : ["Cloudburst"]);
        if (symbol is { IsAsync: true, ReturnsVoid: true } && !Usings.IsKnown(editor.SemanticModel, method, "Task"))
            root = Usings.Add(root, ["System.Threading.Tasks"]);
        return document.WithSyntaxRoot(root);
    }

    private static void ReturnTask(DocumentEditor editor, MethodDeclarationSyntax method) => editor.ReplaceNode(
        method.ReturnType, SyntaxFactory.IdentifierName("Task").WithTriviaFrom(method.ReturnType));

    private static bool IsHidden(ISymbol symbol) => symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal;

    // Comments stay above the attribute, which gets a line of its own.
    private static MethodDeclarationSyntax AddAttribute(MethodDeclarationSyntax method)
    {
        var leading = method.GetLeadingTrivia();
        var attribute = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("CloudburstFunction"))))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var bare = method.WithLeadingTrivia(Layout.IndentationOf(method));
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, attribute)).WithLeadingTrivia(leading);
    }
}
