using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>Finds members that are called like the class of tokens that the build adds to their type. One diagnostic per type, however many functions it has.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TokensNameAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TokensName);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(SdkNames.FunctionAttribute) is not null)
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (FunctionReader.RivalOfTokens(type) is not { } rival
            || !type.GetMembers().Any(static member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } && member.SdkAttribute("CloudburstFunctionAttribute") is not null))
        {
            return;
        }
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.TokensName, rival.Locations.FirstOrDefault() ?? Location.None, Problems.NameOf(rival), type.Name));
    }
}
