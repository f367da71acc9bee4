using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB7003: a project that declares functions and makes a host, and never adds the ones to the other.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RegistrationAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NotRegistered);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var builders = new ConcurrentBag<IInvocationOperation>();
        var hasFunctions = new Flag();
        var hasRegistration = new Flag();
        start.RegisterOperationAction(context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (call.TargetMethod.Name is "AddCloudburstFunctions" or "AddModule")
                hasRegistration.Raise();
            else if (call.TargetMethod.Name == "CreateBuilder" && IsBuilder(call.Type))
                builders.Add(call);
        }, OperationKind.Invocation);
        start.RegisterSymbolAction(context =>
        {
            if (symbols.IsFunction(context.Symbol))
                hasFunctions.Raise();
        }, SymbolKind.Method);
        start.RegisterCompilationEndAction(context =>
        {
            if (!hasFunctions.IsRaised || hasRegistration.IsRaised)
                return;
            foreach (var builder in builders)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotRegistered, builder.Syntax.GetLocation(), builder.Type!.Name));
        });
    }

    private static bool IsBuilder(ITypeSymbol? type) =>
        type.IsSdk("CloudburstApplicationBuilder") || type is { Name: "CloudburstTestHostBuilder", ContainingNamespace: { Name: "Testing", ContainingNamespace.Name: SdkNames.Namespace } };

    /// <summary>Set by any thread, read at the end.</summary>
    private sealed class Flag
    {
        private volatile bool _isRaised;

        public bool IsRaised => _isRaised;

        public void Raise() => _isRaised = true;
    }
}
