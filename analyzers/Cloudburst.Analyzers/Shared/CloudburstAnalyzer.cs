using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>What every analyzer of ours does first: run concurrently, leave generated code alone, and stop where the SDK is not referenced.</summary>
public abstract class CloudburstAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownSymbols.Of(start.Compilation) is { } symbols)
                Start(start, symbols);
        });
    }

    /// <summary>What is done with generated code: nothing, but for the rule about it.</summary>
    private protected virtual GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.None;

    private protected abstract void Start(CompilationStartAnalysisContext start, KnownSymbols symbols);
}
