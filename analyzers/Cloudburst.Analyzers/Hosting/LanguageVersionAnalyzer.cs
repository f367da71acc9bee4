using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>CB9002: a language version that the generated code is not written in, in the editor. A build is stopped by Cloudburst.Sdk.targets, before the compiler finds what is missing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LanguageVersionAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.OldLanguage);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        if (start.Compilation is CSharpCompilation old && !GeneratedLanguage.IsSpoken(old.LanguageVersion))
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
