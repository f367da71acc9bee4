using System.Collections.Immutable;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB1009: a property, method or variable is declared as another DAG than the one it is given.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagResultAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DagType);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) => start.RegisterSyntaxNodeAction(
        Analyze, SyntaxKind.PropertyDeclaration, SyntaxKind.MethodDeclaration, SyntaxKind.VariableDeclaration);

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        switch (context.Node)
        {
            case PropertyDeclarationSyntax property:
                Check(context, property.Type, property.ExpressionBody?.Expression ?? property.Initializer?.Value);
                break;
            case MethodDeclarationSyntax method:
                Check(context, method.ReturnType, method.ExpressionBody?.Expression);
                break;
            case VariableDeclarationSyntax { Variables.Count: 1, Type.IsVar: false } declaration:
                Check(context, declaration.Type, declaration.Variables[0].Initializer?.Value);
                break;
        }
    }

    private static void Check(SyntaxNodeAnalysisContext context, TypeSyntax declaration, ExpressionSyntax? value)
    {
        // Only the word is looked at first: every property of the project comes by here.
        if (value is null || declaration is not (GenericNameSyntax { Identifier.ValueText: "Dag" } or QualifiedNameSyntax { Right: GenericNameSyntax { Identifier.ValueText: "Dag" } }))
            return;
        var declared = context.SemanticModel.GetTypeInfo(declaration, context.CancellationToken).Type;
        var composed = context.SemanticModel.GetTypeInfo(value, context.CancellationToken).Type;
        if (declared is null || composed is not INamedTypeSymbol { TypeArguments.Length: > 1 } || !declared.IsSdk("Dag") || !composed.IsSdk("Dag")
            || TypeFacts.IsUnknown(declared) || TypeFacts.IsUnknown(composed) || context.Compilation.ClassifyConversion(composed, declared).Exists)
        {
            return;
        }
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DagType, declaration.GetLocation(), TypeNames.Short(declared), TypeNames.Short(composed)));
    }
}
