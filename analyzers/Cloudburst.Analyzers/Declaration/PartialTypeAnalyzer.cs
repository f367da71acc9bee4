using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>Finds types that hold functions or state accessors, themselves or in a nested type, and are not partial. One diagnostic per type.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PartialTypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NotPartial);

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
        // An extension block is no type that could be partial, nor is a delegate or an enum.
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.CanBeReferencedByName || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
            return;
        if (TypeShell.IsPartial(type, context.CancellationToken) || FindContent(type, context.CancellationToken) is not { } content)
            return;
        var location = type.Locations.FirstOrDefault() ?? Location.None;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotPartial, location, type.Name, content));
    }

    private static string? FindContent(INamedTypeSymbol type, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (type.SdkAttribute("CloudburstStateAttribute") is not null)
            return $"the generated part of the state class '{type.Name}'";
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && method.SdkAttribute("CloudburstFunctionAttribute") is not null)
                return $"the token of the function '{method.Name}'";
            if (member is INamedTypeSymbol nested && FindContent(nested, token) is { } content)
                return content;
        }
        return null;
    }
}
