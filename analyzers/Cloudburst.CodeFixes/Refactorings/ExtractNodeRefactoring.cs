using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Cloudburst.CodeFixes;

/// <summary>
/// Splits a function into a DAG: the selected expression becomes a function of its own, what is left takes its result as an argument, and a DAG joins the two. A
/// call of another function needs no new one. Callers are told, in the preview, to call the DAG.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(ExtractNodeRefactoring)), Shared]
public sealed class ExtractNodeRefactoring : Refactoring
{
    private const string Title = "Extract DAG node";

    private protected override Task<CodeAction?> OfferAsync(RefactoringPlace place) => Task.FromResult(
        NodeExtraction.Of(place) is { } extraction
            ? CodeAction.Create(Title, token => ApplyAsync(place, extraction, token), equivalenceKey: Title)
            : null);

    private static async Task<Document> ApplyAsync(RefactoringPlace place, NodeExtraction extraction, CancellationToken token)
    {
        var editor = await DocumentEditor.CreateAsync(place.Document, token).ConfigureAwait(false);
        var names = NodeNames.For(extraction);
        var added = new List<SyntaxNode>();
        if (extraction.Existing is null)
            added.Add(NewFunction(place, extraction, names));
        added.Add(NewDag(place, extraction, names));
        editor.InsertAfter(extraction.Method, added);
        editor.ReplaceNode(extraction.Method, Rest(place, extraction, names));
        var isKnown = Usings.IsKnown(editor.SemanticModel, extraction.Method, "CloudburstDagAttribute");
        return place.Document.WithSyntaxRoot(Usings.Add(editor.GetChangedRoot(), isKnown ? [] : ["Cloudburst"]));
    }

    private static MemberDeclarationSyntax NewFunction(RefactoringPlace place, NodeExtraction extraction, NodeNames names)
    {
        var type = Code(place, extraction, extraction.Type);
        var isAsync = extraction.Expression.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax);
        var parameters = string.Join(", ", extraction.NodeParameters.Select(parameter => Declaration(extraction, parameter)));
        var result = isAsync ? $"async {Generic(place, extraction, "Task", "System.Threading.Tasks")}<{type}>" : type;
        return Member(extraction, $"""
            {Summary(extraction, $"A step of <see cref=\"{extraction.Symbol.Name}\"/>.")}[CloudburstFunction]
            {Access(extraction)} {(extraction.NeedsObject ? "" : "static ")}{result} {names.Function}({parameters}) => {extraction.Expression.WithoutTrivia()};
            """, names.Function);
    }

    private static MemberDeclarationSyntax NewDag(RefactoringPlace place, NodeExtraction extraction, NodeNames names)
    {
        var result = Unwrapped(extraction.Symbol.ReturnType) is { } unwrapped ? Code(place, extraction, unwrapped) : Generic(place, extraction, "Unit", "Cloudburst");
        var types = string.Join(", ", extraction.Inputs.Select(input => Code(place, extraction, input.Type)).Concat([result]));
        var inputs = string.Join(", ", new[] { names.Builder }.Concat(extraction.Inputs.Select(input => input.Name)));
        var node = Add(names, extraction.Existing is { } existing ? Token(place, extraction, existing) : $"{Tokens(extraction.Symbol)}.{names.Function}", extraction.NodeParameters.Where(NodeExtraction.IsInput).Select(input => input.Name));
        var sink = Add(names, $"{Tokens(extraction.Symbol)}.{extraction.Symbol.Name}", new[] { node }.Concat(extraction.RestParameters.Where(NodeExtraction.IsInput).Select(input => input.Name)));
        var dag = Generic(place, extraction, "Dag", "Cloudburst");
        return Member(extraction, $"""
            {Summary(extraction, $"<see cref=\"{names.NodeReference}\"/>, then <see cref=\"{extraction.Symbol.Name}\"/>.")}[CloudburstDag]
            {Access(extraction)} static {dag}<{types}> {names.Dag} => {dag}.Build<{types}>(({inputs}) => {sink});
            """, names.Dag);
    }

    private static string Add(NodeNames names, string token, IEnumerable<string> arguments) => $"{names.Builder}.Add({string.Join(", ", new[] { token }.Concat(arguments))})";

    // The body stays as it is, but for the expression; what only it needed is no parameter any longer.
    private static MethodDeclarationSyntax Rest(RefactoringPlace place, NodeExtraction extraction, NodeNames names)
    {
        var method = extraction.Method;
        var changed = extraction.Variable is { } variable
            ? method.RemoveNode(variable, SyntaxRemoveOptions.KeepNoTrivia)!
            : method.ReplaceNode(extraction.Expression, SyntaxFactory.IdentifierName(names.Value).WithTriviaFrom(extraction.Expression));
        var kept = method.ParameterList.Parameters.Where(parameter => extraction.RestParameters.Any(rest => rest.Name == parameter.Identifier.ValueText));
        var value = SyntaxFactory.Parameter(SyntaxFactory.Identifier(names.Value)).WithType(SyntaxFactory.ParseTypeName(Code(place, extraction, extraction.Type) + " "));
        var separator = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var parameters = new[] { value }.Concat(kept.Select(parameter => parameter.WithoutTrivia())).ToList();
        changed = changed.WithParameterList(changed.ParameterList.WithParameters(SyntaxFactory.SeparatedList(parameters, Enumerable.Repeat(separator, parameters.Count - 1))));
        if (changed.Modifiers.Any(SyntaxKind.AsyncKeyword) && !changed.DescendantNodes().Any(node => node is AwaitExpressionSyntax or ForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 } or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }))
        {
            var plain = Unwrapped(extraction.Symbol.ReturnType) is { } unwrapped ? Code(place, extraction, unwrapped) : "void";
            changed = changed
                .WithModifiers(SyntaxFactory.TokenList(changed.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword))))
                .WithReturnType(SyntaxFactory.ParseTypeName(plain).WithTriviaFrom(changed.ReturnType));
        }
        var warning = WarningAnnotation.Create($"'{extraction.Symbol.Name}' takes other arguments now: its callers should call the DAG '{names.Dag}'");
        return changed.WithIdentifier(changed.Identifier.WithAdditionalAnnotations(warning));
    }

    private static MemberDeclarationSyntax Member(NodeExtraction extraction, string text, string name)
    {
        var member = SyntaxFactory.ParseMemberDeclaration(text)!;
        var identifier = member.DescendantTokens().First(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is MethodDeclarationSyntax or PropertyDeclarationSyntax);
        return member
            .ReplaceToken(identifier, identifier.WithAdditionalAnnotations(RenameAnnotation.Create()))
            .WithLeadingTrivia(SyntaxFactory.TriviaList(SyntaxFactory.ElasticCarriageReturnLineFeed).AddRange(Layout.IndentationOf(extraction.Method)).AddRange(member.GetLeadingTrivia()))
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // Where the function is documented, what comes of it is too.
    private static string Summary(NodeExtraction extraction, string text) =>
        extraction.Method.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)) ? $"/// <summary>{text}</summary>\n" : "";

    private static string Declaration(NodeExtraction extraction, IParameterSymbol parameter) =>
        extraction.Method.ParameterList.Parameters.First(declared => declared.Identifier.ValueText == parameter.Name).WithoutTrivia().ToString();

    private static string Access(NodeExtraction extraction) => extraction.Symbol.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";

    private static string Tokens(IMethodSymbol function) => function.ContainingType.Name == "Functions" ? "Tokens" : "Functions";

    private static string Token(RefactoringPlace place, NodeExtraction extraction, IMethodSymbol function) => SymbolEqualityComparer.Default.Equals(function.ContainingType, extraction.Symbol.ContainingType)
        ? $"{Tokens(function)}.{function.Name}"
        : $"{Code(place, extraction, function.ContainingType)}.{Tokens(function)}.{function.Name}";

    private static ITypeSymbol? Unwrapped(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Void } => null,
        INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 } task => task.TypeArguments[0],
        { Name: "Task" or "ValueTask" } => null,
        _ => type,
    };

    private static string Code(RefactoringPlace place, NodeExtraction extraction, ITypeSymbol type) => type.ToMinimalDisplayString(place.Model, extraction.Method.SpanStart);

    private static string Generic(RefactoringPlace place, NodeExtraction extraction, string name, string ns) => Usings.IsKnown(place.Model, extraction.Method, name) ? name : $"{ns}.{name}";
}
