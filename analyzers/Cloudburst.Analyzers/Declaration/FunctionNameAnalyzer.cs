using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB0007: a function that is called as its method is. Hidden: it is there for its fix.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionNameAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NameFollowsMethod);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) => start.RegisterSymbolAction(context =>
    {
        if (context.Symbol is IMethodSymbol method && FunctionIndex.IsFunction(method) && HasNoName(method.SdkAttribute("CloudburstFunctionAttribute")!))
        {
            var name = FunctionIndex.NameOf(method);
            var properties = ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Name, name);
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NameFollowsMethod, method.Locations.FirstOrDefault() ?? Location.None, properties, Problems.NameOf(method), name));
        }
    }, SymbolKind.Method);

    private static bool HasNoName(AttributeData attribute) => attribute.ConstructorArguments is { Length: 1 } arguments && arguments[0].IsNull;
}
