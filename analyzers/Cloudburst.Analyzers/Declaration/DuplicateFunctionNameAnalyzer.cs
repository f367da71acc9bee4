using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>
/// Finds functions that would be registered under one name, in one project or in a module that it references. Looks each function up in an index instead of
/// checking at the end, so that it shows while one types.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateFunctionNameAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DuplicateName);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var index = FunctionIndex.Of(start.Compilation);
        start.RegisterSymbolAction(context => Analyze(context, index), SymbolKind.Method);
    }

    private static void Analyze(SymbolAnalysisContext context, FunctionIndex index)
    {
        if (context.Symbol is not IMethodSymbol method || !FunctionIndex.IsFunction(method))
            return;
        var name = FunctionIndex.NameOf(method);
        var other = index.Find(name).FirstOrDefault(found => !SymbolEqualityComparer.Default.Equals(found, method));
        if (other is null)
            return;
        var location = method.Locations.FirstOrDefault() ?? Location.None;
        var scope = TypeNames.Namespace(other.ContainingNamespace);
        var (methodName, otherName) = (Problems.NameOf(method), Problems.NameOf(other));
        // Overloads are told apart by their parameters.
        if (methodName == otherName)
            (methodName, otherName) = (methodName + Signature(method), otherName + Signature(other));
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateName, location, methodName, name, $"{(scope.Length == 0 ? "" : scope + ".")}{otherName}"));
    }

    private static string Signature(IMethodSymbol method) => $"({string.Join(", ", method.Parameters.Select(parameter => TypeNames.Short(parameter.Type)))})";
}
