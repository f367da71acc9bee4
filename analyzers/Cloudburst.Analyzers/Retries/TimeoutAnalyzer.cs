using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3010: <c>CallOptions.Timeout</c> set to a constant that is zero or negative.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimeoutAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.InvalidTimeout);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) => start.RegisterOperationAction(context =>
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "Timeout" } property } && property.ContainingType.Is(symbols.CallOptions)
            && TimeSpans.IsNotPositive(assignment.Value, symbols))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.InvalidTimeout, assignment.Value.Syntax.GetLocation(), assignment.Value.Syntax.ToString()));
        }
    }, OperationKind.SimpleAssignment);
}
