using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>Finds functions of one project that would be registered under one name. Case does not count: names end up in URLs and file names.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateFunctionNameAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DuplicateName);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(SdkNames.FunctionAttribute) is null)
                return;
            // An index that is built once, at the first function, instead of a check at the end: so it shows while one types. It does not
            // keep an exception, as an analysis that was cancelled is asked again.
            var index = new Lazy<ILookup<string, IMethodSymbol>>(
                () => FindFunctions(start.Compilation.Assembly.GlobalNamespace).ToLookup(NameOf, StringComparer.OrdinalIgnoreCase),
                LazyThreadSafetyMode.PublicationOnly);
            start.RegisterSymbolAction(symbol => Analyze(symbol, index), SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, Lazy<ILookup<string, IMethodSymbol>> index)
    {
        if (context.Symbol is not IMethodSymbol { PartialDefinitionPart: null } method || !IsFunction(method))
            return;
        var name = NameOf(method);
        var other = index.Value[name].FirstOrDefault(found => !SymbolEqualityComparer.Default.Equals(found, method));
        if (other is null)
            return;
        var location = method.Locations.FirstOrDefault() ?? Location.None;
        var scope = TypeNames.Namespace(other.ContainingNamespace);
        var otherName = $"{(scope.Length == 0 ? "" : scope + ".")}{Problems.NameOf(other)}";
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateName, location, Problems.NameOf(method), name, otherName));
    }

    private static IEnumerable<IMethodSymbol> FindFunctions(INamespaceOrTypeSymbol scope)
    {
        foreach (var member in scope.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (var function in FindFunctions(inner))
                    yield return function;
            }
            else if (member is IMethodSymbol { PartialDefinitionPart: null } method && IsFunction(method))
            {
                yield return method;
            }
        }
    }

    private static bool IsFunction(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary && method.SdkAttribute("CloudburstFunctionAttribute") is not null;

    private static string NameOf(IMethodSymbol method) =>
        FunctionReader.NameOf(method, method.SdkAttribute("CloudburstFunctionAttribute")!);
}
