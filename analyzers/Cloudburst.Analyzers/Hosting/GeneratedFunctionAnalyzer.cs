using System;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB9003: a sound function that has no token, because another generator wrote it. An analyzer sees it although our generator cannot.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratedFunctionAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.GeneratedFunction);

    private protected override GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) => start.RegisterSymbolAction(context =>
    {
        if (context.Symbol is IMethodSymbol method && context.IsGeneratedCode && FunctionIndex.IsFunction(method) && !HasToken(method)
            && FunctionReader.Read(method, [], context.CancellationToken) is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.GeneratedFunction, method.Locations.FirstOrDefault() ?? Location.None, Problems.NameOf(method)));
        }
    }, SymbolKind.Method);

    private static bool HasToken(IMethodSymbol method)
    {
        var pinned = Identifiers.Pascal(FunctionIndex.NameOf(method));
        return method.ContainingType.GetTypeMembers("Functions").SelectMany(tokens => tokens.GetMembers())
            .Any(token => token.Name == method.Name || token.Name.StartsWith(pinned, StringComparison.Ordinal));
    }
}
