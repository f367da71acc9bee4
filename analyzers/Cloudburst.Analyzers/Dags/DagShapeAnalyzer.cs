using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB1002, CB1003, CB1004 and CB1006 for DAGs that are written as data: what the scheduler would refuse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DagShapeAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Descriptors.Cycle, Descriptors.BindingCount, Descriptors.UnknownNode, Descriptors.DuplicateLabel);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var index = FunctionIndex.Of(start.Compilation);
        start.RegisterOperationAction(context =>
        {
            var creation = (IObjectCreationOperation)context.Operation;
            if (creation.Type.IsSdk("DagShape"))
                CheckShape(creation, context.ReportDiagnostic);
            else if (creation.Type.IsSdk("DagNodeShape"))
                CheckNode(DagShapeReader.Node(creation), index, context.ReportDiagnostic);
        }, OperationKind.ObjectCreation);
    }

    private static void CheckNode(WrittenNode node, FunctionIndex index, Action<Diagnostic> report)
    {
        if (node.Function is not { Length: > 0 } name)
            return;
        var where = node.Creation.Arguments.ArgumentOf("Function")!.Value.Syntax.GetLocation();
        var functions = index.Find(name).ToList();
        if (functions.Count == 0)
        {
            if (index.Nearest(name) is { } nearest)
                report(Diagnostic.Create(Descriptors.UnknownNode, where, ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Nearest, nearest), name, nearest));
            return;
        }
        var takes = ParameterReader.Read(functions[0], []).Count(parameter => parameter.IsWire);
        if (functions.Count == 1 && node.BindingCount >= 0 && takes != node.BindingCount)
            report(Diagnostic.Create(Descriptors.BindingCount, where, node.Label ?? name, name, takes, node.BindingCount));
    }

    private static void CheckShape(IObjectCreationOperation shape, Action<Diagnostic> report)
    {
        var nodes = DagShapeReader.Nodes(shape);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Label is { } label && !labels.Add(label))
                report(Diagnostic.Create(Descriptors.DuplicateLabel, node.Creation.Arguments.ArgumentOf("Label")!.Syntax.GetLocation(), label));
        }
        if (nodes.Count > 0 && nodes.All(node => !node.Sources.IsDefault) && FindCycle(nodes) is { } cycle)
        {
            var name = shape.Arguments.ArgumentOf("Name")?.Value.ConstantText() ?? "";
            var path = string.Join(" -> ", cycle.Select(node => nodes[node].Label ?? nodes[node].Function ?? $"node {node}"));
            report(Diagnostic.Create(Descriptors.Cycle, nodes[cycle[0]].Creation.Syntax.GetLocation(), name, path));
        }
    }

    // Walks against the edges; a node that is met again on the way closes a cycle. It is told in the order of the edges.
    private static List<int>? FindCycle(IReadOnlyList<WrittenNode> nodes)
    {
        var done = new bool[nodes.Count];
        for (var start = 0; start < nodes.Count; start++)
        {
            if (Walk(start, []) is { } cycle)
                return cycle;
        }
        return null;

        List<int>? Walk(int node, List<int> path)
        {
            var at = path.IndexOf(node);
            if (at >= 0)
            {
                var cycle = path.Skip(at).Append(node).Reverse().ToList();
                return cycle;
            }
            if (node < 0 || node >= nodes.Count || done[node])
                return null;
            path.Add(node);
            foreach (var source in nodes[node].Sources)
            {
                if (Walk(source, path) is { } cycle)
                    return cycle;
            }
            path.RemoveAt(path.Count - 1);
            done[node] = true;
            return null;
        }
    }
}
