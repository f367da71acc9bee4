using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB9002: a language version that the generated code is not written in.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LanguageVersionAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.OldLanguage);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        if (start.Compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp12 } old)
        {
            start.RegisterSyntaxTreeAction(context =>
            {
                // Once for the project, where it is most likely looked for.
                if (context.Tree == old.SyntaxTrees.FirstOrDefault())
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.OldLanguage, Location.Create(context.Tree, default), old.LanguageVersion.ToDisplayString()));
            });
        }
    }
}
