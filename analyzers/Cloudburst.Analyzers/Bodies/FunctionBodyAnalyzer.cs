using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Analyzers;

/// <summary>
/// Reads every function's body once and puts each operation before all body rules. What a helper does is reported at the call that leads to it, so that it
/// shows while the function is written; the place in the helper is an additional location.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionBodyAnalyzer : CloudburstAnalyzer
{
    private static readonly ImmutableArray<BodyRule> Rules = ImmutableArray.Create<BodyRule>(
        new RandomIdRule(),
        new WallClockRule(),
        new RandomnessRule(),
        new ExternalEffectRule(),
        new IncrementRule(),
        new UnstableHashRule(),
        new BlockingCallRule(),
        new OutlivingWorkRule(),
        new StaticStateRule(),
        new InstanceStateRule(),
        new EscapingContextRule(),
        new ProcessLockRule(),
        new PlainCallRule(),
        new SelfCallRule());

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Rules.Select(rule => rule.Descriptor).ToImmutableArray();

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var helpers = new Helpers(symbols, Rules);
        start.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol method && symbols.IsFunction(method))
                Analyze(block, new FunctionBody(method, block.OperationBlocks, symbols), helpers);
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, FunctionBody function, Helpers helpers)
    {
        var name = Problems.NameOf(function.Method);
        var rules = Rules.Where(rule => rule.AppliesTo(function)).ToList();
        foreach (var operation in function.Operations)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            foreach (var rule in rules)
            {
                if (rule.Find(operation, function.Symbols) is { } subject)
                    context.ReportDiagnostic(Diagnostic.Create(rule.Descriptor, operation.Syntax.GetLocation(), $"'{name}'", subject));
            }
            if (Helpers.Target(operation) is { } helper)
                ReportHelper(context, operation, name, helpers.Find(helper, context.CancellationToken), rules);
        }
    }

    private static void ReportHelper(
        OperationBlockAnalysisContext context, IOperation call, string function, IReadOnlyList<Finding> findings, List<BodyRule> rules)
    {
        foreach (var finding in findings)
        {
            if (!rules.Contains(finding.Rule))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                finding.Rule.Descriptor,
                call.Syntax.GetLocation(),
                additionalLocations: [finding.Location],
                properties: ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Helper, Problems.NameOf(finding.Helper)),
                messageArgs: [$"'{Problems.NameOf(finding.Helper)}', called by '{function}',", finding.Subject]));
        }
    }
}
