using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// The rules about types that are sent or stored: arguments and results of functions, values of state, messages. CB5001, CB5010, CB5011 and CB6005 are reported
/// where the type is used, the others once, where it is declared.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.NotSerializable,
        Descriptors.SlowFormat,
        Descriptors.NotVersionTolerant,
        Descriptors.DroppedMember,
        Descriptors.DateTimeKind,
        Descriptors.UnknownCases,
        Descriptors.BoundMessage);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var hasMemoryPack = start.Compilation.GetTypeByMetadataName("MemoryPack.MemoryPackableAttribute") is not null;
        var reporter = new Reporter(symbols, hasMemoryPack);
        start.RegisterSymbolAction(context => AnalyzeStateClass((INamedTypeSymbol)context.Symbol, symbols, reporter, context.ReportDiagnostic), SymbolKind.NamedType);
        start.RegisterSymbolAction(context => AnalyzeMethod((IMethodSymbol)context.Symbol, symbols, reporter, context.ReportDiagnostic), SymbolKind.Method);
        start.RegisterOperationAction(context => AnalyzeCall((IInvocationOperation)context.Operation, symbols, reporter, context.ReportDiagnostic), OperationKind.Invocation);
        start.RegisterOperationAction(context => AnalyzeHandle((IObjectCreationOperation)context.Operation, symbols, reporter, context.ReportDiagnostic), OperationKind.ObjectCreation);
    }

    private static void AnalyzeStateClass(INamedTypeSymbol type, KnownSymbols symbols, Reporter reporter, Action<Diagnostic> report)
    {
        if (!KnownSymbols.IsStateClass(type))
            return;
        foreach (var accessor in type.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsPartialDefinition))
        {
            if (ValueOf(accessor.ReturnType, symbols) is { } value)
                reporter.Report(value, accessor.Name, $"'{Problems.NameOf(accessor)}'", accessor.Locations.FirstOrDefault(), isState: true, report);
        }
    }

    private static void AnalyzeMethod(IMethodSymbol method, KnownSymbols symbols, Reporter reporter, Action<Diagnostic> report)
    {
        if (method.PartialDefinitionPart is not null || !symbols.IsFunction(method))
            return;
        var parameters = ParameterReader.Read(method, []);
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            var parameter = method.Parameters[i];
            if (!parameters[i].IsWire && parameters[i].Kind != ParameterKind.State)
                continue;
            var type = BatchReader.TypeOf(parameter);
            if (parameters[i].Kind == ParameterKind.Reference)
                type = ((INamedTypeSymbol)type).TypeArguments[0];
            reporter.Report(type, parameter.Name, $"the parameter '{parameter.Name}'", parameter.Locations.FirstOrDefault(), parameters[i].Kind == ParameterKind.State, report);
        }
        var result = TypeFacts.ResultOf(method);
        // A task of a task is CB0008's.
        if (result is not null && !TypeFacts.IsTask(result, out _))
            reporter.Report(result, "result", $"the result of '{Problems.NameOf(method)}'", method.Locations.FirstOrDefault(), isState: false, report);
    }

    private static void AnalyzeCall(IInvocationOperation call, KnownSymbols symbols, Reporter reporter, Action<Diagnostic> report)
    {
        var method = call.TargetMethod;
        if (!method.ContainingType.Is(symbols.Context) || method.TypeArguments.Length != 1)
            return;
        var type = method.TypeArguments[0];
        if (method.Name is "GetAsync" or "PutAsync")
            reporter.Report(type, "value", $"the value of '{call.Describe()}'", call.NameLocation(), isState: true, report);
        else if (method.Name is "SendAsync" or "ReceiveAsync")
            reporter.Report(type, "message", "the message", call.NameLocation(), isState: false, report, isMessage: true);
    }

    private static void AnalyzeHandle(IObjectCreationOperation creation, KnownSymbols symbols, Reporter reporter, Action<Diagnostic> report)
    {
        if (creation.Type is { } handle && ValueOf(handle, symbols) is { } value)
            reporter.Report(value, "value", $"the '{TypeNames.Short(handle)}'", creation.Syntax.GetLocation(), isState: true, report);
    }

    private static ITypeSymbol? ValueOf(ITypeSymbol handle, KnownSymbols symbols) =>
        handle.Is(symbols.Register) || handle.Is(symbols.SetOf) ? ((INamedTypeSymbol)handle).TypeArguments[0] : null;

    private sealed class Reporter(KnownSymbols symbols, bool hasMemoryPack)
    {
        private readonly ConcurrentDictionary<(TypeIssueKind, ISymbol), bool> _reported = new();

        public void Report(ITypeSymbol type, string root, string what, Location? where, bool isState, Action<Diagnostic> report, bool isMessage = false)
        {
            var seen = new HashSet<TypeIssueKind>();
            foreach (var issue in TypeWalker.Walk(type, root, symbols))
            {
                switch (issue.Kind)
                {
                    case TypeIssueKind.NotVersionTolerant:
                        ReportOnce(Descriptors.NotVersionTolerant, issue, where, report, issue.Type.Name);
                        break;
                    case TypeIssueKind.DroppedMember:
                        ReportOnce(Descriptors.DroppedMember, issue, where, report, issue.Member!.Name, issue.Type.Name);
                        break;
                    case TypeIssueKind.SlowFormat when isState && hasMemoryPack:
                        ReportOnce(Descriptors.SlowFormat, issue, where, report, issue.Type.Name);
                        break;
                    case TypeIssueKind.SlowFormat:
                        break;
                    // The first of a kind tells the story.
                    case var kind when seen.Add(kind):
                        report(Diagnostic.Create(RuleOf(kind, isMessage), where ?? Location.None, what, issue.Path, NameOf(issue), RemedyOf(issue)));
                        break;
                }
            }
        }

        private static string NameOf(TypeIssue issue) => (issue.Kind == TypeIssueKind.UnknownCases, TypeWalker.IsAnything(issue.Type)) switch
        {
            (true, true) => $"of type '{TypeNames.Short(issue.Type)}'",
            (true, false) => $"the abstract '{TypeNames.Short(issue.Type)}'",
            _ => $"'{TypeNames.Short(issue.Type)}'",
        };

        private static string RemedyOf(TypeIssue issue) => TypeWalker.IsAnything(issue.Type)
            ? "use a type of your own, or JsonElement for any JSON"
            : "declare the cases with [JsonDerivedType] or [MemoryPackUnion]";

        private void ReportOnce(DiagnosticDescriptor rule, TypeIssue issue, Location? use, Action<Diagnostic> report, params object[] words)
        {
            if (_reported.TryAdd((issue.Kind, issue.Member ?? issue.Type), true))
                report(Diagnostic.Create(rule, issue.Member?.Locations.FirstOrDefault() ?? use ?? Location.None, words));
        }

        private static DiagnosticDescriptor RuleOf(TypeIssueKind kind, bool isMessage) => kind switch
        {
            TypeIssueKind.Bound => isMessage ? Descriptors.BoundMessage : Descriptors.NotSerializable,
            TypeIssueKind.UnknownCases => Descriptors.UnknownCases,
            TypeIssueKind.DateTimeKind => Descriptors.DateTimeKind,
            _ => Descriptors.NotSerializable,
        };
    }
}
