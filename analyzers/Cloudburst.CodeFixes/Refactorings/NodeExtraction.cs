using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.CodeFixes;

/// <summary>
/// An expression of a function that can be a node of its own: it is evaluated in every run, before anything that it could depend on, and only from the
/// function's parameters.
/// </summary>
internal sealed class NodeExtraction
{
    private const int MaxInputs = 4;

    private NodeExtraction(MethodDeclarationSyntax method, IMethodSymbol symbol, ExpressionSyntax expression, ITypeSymbol type)
    {
        Method = method;
        Symbol = symbol;
        Expression = expression;
        Type = type;
    }

    /// <summary>The function.</summary>
    public MethodDeclarationSyntax Method { get; }

    /// <summary>The function.</summary>
    public IMethodSymbol Symbol { get; }

    /// <summary>What becomes a node.</summary>
    public ExpressionSyntax Expression { get; }

    /// <summary>The type of its value.</summary>
    public ITypeSymbol Type { get; }

    /// <summary>The parameters whose arguments the node needs, in declared order, those that the system injects among them.</summary>
    public ImmutableArray<IParameterSymbol> NodeParameters { get; private set; }

    /// <summary>The parameters that what is left of the function needs.</summary>
    public ImmutableArray<IParameterSymbol> RestParameters { get; private set; }

    /// <summary>The parameters that a caller gives arguments for: the inputs of the DAG.</summary>
    public ImmutableArray<IParameterSymbol> Inputs { get; private set; }

    /// <summary>The variable that holds the value and nothing else, when there is one: what is left of the function takes it as a parameter.</summary>
    public LocalDeclarationStatementSyntax? Variable =>
        Expression.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } statement } } } ? statement : null;

    /// <summary>The function that the expression calls with nothing but the function's own arguments; then no new one is needed.</summary>
    public IMethodSymbol? Existing { get; private set; }

    /// <summary>Whether the node needs the function's object: a field, a service that its constructor was given.</summary>
    public bool NeedsObject { get; private set; }

    /// <summary>The extraction of an expression.</summary>
    /// <returns><see langword="null"/> where running it as another node could change what happens.</returns>
    public static NodeExtraction? Of(RefactoringPlace place)
    {
        if (place.SelectedExpression is not { } expression)
            return null;
        if (expression.Parent is AwaitExpressionSyntax awaiting)
            expression = awaiting;
        var method = expression.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        // Of a function over batches, each list is one input of the DAG by item; a part of it would be one by list.
        if (FunctionAttributes.Of(method) is not { } attribute || FunctionAttributes.TakesBatches(attribute) || place.Model.GetDeclaredSymbol(method!, place.Token) is not { } symbol
            || symbol.ContainingType.GetMembers(symbol.Name).Length != 1)
        {
            return null;
        }
        if (expression is LiteralExpressionSyntax or IdentifierNameSyntax or TypeSyntax || place.Model.GetConstantValue(expression, place.Token).HasValue
            || place.Model.GetTypeInfo(expression, place.Token).Type is not { } type || !CanTravel(type) || IsWholeResult(expression) || !IsAlwaysEvaluated(expression, method!)
            || !IsFirst(expression, method!))
        {
            return null;
        }
        var extraction = new NodeExtraction(method!, symbol, expression, type);
        return extraction.TryDivide(place) ? extraction : null;
    }

    /// <summary>Whether a parameter gets its argument from the caller.</summary>
    public static bool IsInput(IParameterSymbol parameter) =>
        parameter.Type.Name is not ("CancellationToken" or "CloudburstContext")
        && !Has(parameter, "FromStateAttribute") && !Has(parameter, "FromServicesAttribute") && !Has(parameter.Type, "CloudburstStateAttribute");

    private bool TryDivide(RefactoringPlace place)
    {
        var body = (SyntaxNode?)Method.Body ?? Method.ExpressionBody!.Expression;
        var flow = place.Model.AnalyzeDataFlow(Expression);
        var whole = Method.Body is { } block ? place.Model.AnalyzeDataFlow(block) : place.Model.AnalyzeDataFlow(Method.ExpressionBody!.Expression);
        if (flow is not { Succeeded: true } || whole is not { Succeeded: true } || Symbol.Parameters.Any(parameter => whole.WrittenInside.Contains(parameter, SymbolEqualityComparer.Default)))
            return false;
        var own = flow.VariablesDeclared;
        if (flow.ReadInside.Concat(flow.WrittenInside).Any(read => !own.Contains(read, SymbolEqualityComparer.Default) && !(read is IParameterSymbol && IsOfFunctionOrClass(read)) && !IsInside(read, Expression))
            || own.Any(variable => whole.ReadOutside.Contains(variable, SymbolEqualityComparer.Default) || IsUsedOutside(place, variable, body)))
        {
            return false;
        }
        if (IsChanged(place, body))
            return false;
        NeedsObject = !Symbol.IsStatic && OwnMembers.AreUsedIn(Expression, Symbol.ContainingType, place.Model, place.Token);
        var inside = Used(place, Expression.DescendantNodesAndSelf());
        var outside = Used(place, body.DescendantNodes(node => node != Expression).Where(node => node != Expression));
        Inputs = Symbol.Parameters.Where(IsInput).ToImmutableArray();
        // What nobody uses stays where it is, so that the DAG takes the arguments that the function took.
        var node = WithKeys(inside);
        var rest = WithKeys(new HashSet<string>(outside.Concat(Inputs.Select(input => input.Name).Where(name => !node.Contains(name)))));
        NodeParameters = Symbol.Parameters.Where(parameter => node.Contains(parameter.Name)).ToImmutableArray();
        RestParameters = Symbol.Parameters.Where(parameter => rest.Contains(parameter.Name)).ToImmutableArray();
        Existing = CalledFunction(place);
        return Inputs.Length is >= 1 and <= MaxInputs && !Symbol.Parameters.Any(parameter => parameter.Type is INamedTypeSymbol { Name: "Ref", Arity: 1 });
    }

    // A parameter of a primary constructor is the class's.
    private bool IsOfFunctionOrClass(ISymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Symbol)
        || parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, Symbol.ContainingType);

    // A field that the function changes has another value where, and when, another node reads it.
    private bool IsChanged(RefactoringPlace place, SyntaxNode body)
    {
        var changed = body.DescendantNodesAndSelf().Select(Target).OfType<ExpressionSyntax>().Select(Symbol).OfType<ISymbol>().Where(IsKept).ToList();
        return changed.Count > 0 && Expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => changed.Contains(Symbol(name)!, SymbolEqualityComparer.Default));

        ISymbol? Symbol(ExpressionSyntax expression) => place.Model.GetSymbolInfo(expression, place.Token).Symbol;

        static bool IsKept(ISymbol symbol) => symbol is IFieldSymbol or IPropertySymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

        static ExpressionSyntax? Target(SyntaxNode node) => node switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => step.Operand,
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => step.Operand,
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
            _ => null,
        };
    }

    private HashSet<string> Used(RefactoringPlace place, IEnumerable<SyntaxNode> nodes) => new(nodes
        .OfType<IdentifierNameSyntax>()
        .Select(name => place.Model.GetSymbolInfo(name, place.Token).Symbol)
        .OfType<IParameterSymbol>()
        .Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Symbol))
        .Select(parameter => parameter.Name));

    // A value from the store is read by a key that is made of other parameters.
    private HashSet<string> WithKeys(HashSet<string> names)
    {
        foreach (var parameter in Symbol.Parameters.Where(parameter => names.Contains(parameter.Name)).ToList())
        {
            var template = parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "FromStateAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
            foreach (Match hole in Regex.Matches(template ?? "", "{([^{}]+)}"))
                names.Add(hole.Groups[1].Value.Trim());
        }
        return names;
    }

    private IMethodSymbol? CalledFunction(RefactoringPlace place)
    {
        var call = (Expression as AwaitExpressionSyntax)?.Expression ?? Expression;
        if (call is not InvocationExpressionSyntax invocation || place.Model.GetSymbolInfo(invocation, place.Token).Symbol is not IMethodSymbol called || !(called.IsStatic || IsOwnObject(invocation.Expression)) || !Has(called, "CloudburstFunctionAttribute")
            || called.ContainingType.GetMembers(called.Name).Length != 1 || invocation.ArgumentList.Arguments.Count != called.Parameters.Length)
        {
            return null;
        }
        var arguments = invocation.ArgumentList.Arguments;
        var isPlain = called.Parameters.Zip(arguments, (parameter, argument) => (parameter, argument)).All(pair =>
            pair.argument is { NameColon: null, Expression: IdentifierNameSyntax name }
            && place.Model.GetSymbolInfo(name, place.Token).Symbol is IParameterSymbol own && SymbolEqualityComparer.Default.Equals(own.Type, pair.parameter.Type)
            && (!IsInput(pair.parameter) || IsInput(own)));
        if (!isPlain)
            return null;
        NodeParameters = called.Parameters.Zip(arguments, (parameter, argument) => (parameter, argument))
            .Where(pair => IsInput(pair.parameter))
            .Select(pair => (IParameterSymbol)place.Model.GetSymbolInfo(pair.argument.Expression, place.Token).Symbol!)
            .ToImmutableArray();
        return called;
    }

    private static bool IsOwnObject(ExpressionSyntax method) => method is SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };

    private bool IsUsedOutside(RefactoringPlace place, ISymbol variable, SyntaxNode body) => body.DescendantNodes(node => node != Expression)
        .OfType<IdentifierNameSyntax>()
        .Any(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(name, place.Token).Symbol, variable));

    private static bool IsInside(ISymbol symbol, SyntaxNode node) => symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == node.SyntaxTree && node.Span.Contains(reference.Span));

    private static bool CanTravel(ITypeSymbol type) =>
        type is { TypeKind: not (TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Delegate or TypeKind.Dynamic), IsRefLikeType: false, IsAnonymousType: false, SpecialType: not SpecialType.System_Void }
        && type.Name is not ("Task" or "ValueTask" or "CloudburstContext" or "CancellationToken" or "IStateStore" or "Counter" or "Register" or "SetOf" or "Maximum" or "Flag")
        && !Has(type, "CloudburstStateAttribute");

    private static bool IsWholeResult(ExpressionSyntax expression) => expression.Parent is ArrowExpressionClauseSyntax or ReturnStatementSyntax or ExpressionStatementSyntax;

    // Nothing between the expression and the body may skip it or run it twice.
    private static bool IsAlwaysEvaluated(ExpressionSyntax expression, MethodDeclarationSyntax method)
    {
        for (SyntaxNode child = expression, parent = expression.Parent!; ; child = parent, parent = parent.Parent!)
        {
            var isEvaluated = parent switch
            {
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } choice => child == choice.Left,
                ConditionalExpressionSyntax choice => child == choice.Condition,
                SwitchExpressionSyntax choice => child == choice.GoverningExpression,
                ConditionalAccessExpressionSyntax access => child == access.Expression,
                AssignmentExpressionSyntax assignment => child == assignment.Right && !assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression),
                IfStatementSyntax choice => child == choice.Condition,
                SwitchStatementSyntax choice => child == choice.Expression,
                ForEachStatementSyntax loop => child == loop.Expression,
                BlockSyntax block => block == method.Body,
                AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax or ThrowExpressionSyntax or RefExpressionSyntax => false,
                ArgumentSyntax argument => argument.RefKindKeyword.RawKind == 0,
                ExpressionSyntax or ArgumentListSyntax or BracketedArgumentListSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax or InterpolationSyntax
                    or CollectionElementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax or ExpressionStatementSyntax or ArrowExpressionClauseSyntax => true,
                _ => false,
            };
            if (!isEvaluated)
                return false;
            if (parent is ArrowExpressionClauseSyntax or BlockSyntax)
                return true;
        }
    }

    // The node runs before the rest; what has happened before it in the function must not be seen.
    private static bool IsFirst(ExpressionSyntax expression, MethodDeclarationSyntax method)
    {
        var statement = method.Body?.Statements.FirstOrDefault(candidate => candidate.Span.Contains(expression.Span));
        var before = method.Body is null ? [] : method.Body.Statements.TakeWhile(candidate => candidate != statement).ToList();
        return before.All(candidate => candidate is LocalDeclarationStatementSyntax && !candidate.DescendantNodes().Any(IsCall))
            && !((SyntaxNode?)statement ?? method.ExpressionBody!).DescendantNodes().Any(node => IsCall(node) && node.Span.End <= expression.SpanStart);
    }

    private static bool IsCall(SyntaxNode node) => node is InvocationExpressionSyntax or AwaitExpressionSyntax or ThrowExpressionSyntax;

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(found => found.AttributeClass?.Name == attribute);
}
