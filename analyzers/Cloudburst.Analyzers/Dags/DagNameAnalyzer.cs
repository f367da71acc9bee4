using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB1005: two members that are marked as DAGs and given one constant name, anywhere in the project.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagNameAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DuplicateDagName);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var names = new ConcurrentBag<NamedDag>();
        start.RegisterOperationBlockAction(context =>
        {
            var member = (context.OwningSymbol as IMethodSymbol)?.AssociatedSymbol ?? context.OwningSymbol;
            // An initializer belongs to the property's field.
            member = (member as IFieldSymbol)?.AssociatedSymbol ?? member;
            if (member.SdkAttribute("CloudburstDagAttribute") is null)
                return;
            foreach (var call in context.OperationBlocks.SelectMany(block => block.Descendants()).OfType<IInvocationOperation>())
            {
                if (NameArgument(call, symbols) is { } name && name.Value.ConstantText() is { } text && IsOutermost(call))
                    names.Add(new NamedDag(text, member, name.Value.Syntax.GetLocation()));
            }
        });
        start.RegisterCompilationEndAction(context =>
        {
            foreach (var group in names.GroupBy(dag => dag.Name, StringComparer.Ordinal))
            {
                var members = group.OrderBy(dag => dag.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(dag => dag.Location.SourceSpan.Start).ToList();
                foreach (var dag in members)
                {
                    if (members.Find(other => !SymbolEqualityComparer.Default.Equals(other.Member, dag.Member)) is { } other)
                        context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateDagName, dag.Location, Problems.NameOf(dag.Member), dag.Name, Problems.NameOf(other.Member)));
                }
            }
        });
    }

    private static IArgumentOperation? NameArgument(IInvocationOperation call, KnownSymbols symbols) =>
        call.TargetMethod.Name is "Named" or "Build" && call.TargetMethod.ContainingType.IsOrDerivesFrom(symbols.Dag) ? call.Arguments.ArgumentOf("name") : null;

    // Of several names the last one counts, and a DAG inside another one is not registered.
    private static bool IsOutermost(IInvocationOperation call)
    {
        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation)
                return false;
        }
        return true;
    }

    private sealed record NamedDag(string Name, ISymbol Member, Location Location);
}
