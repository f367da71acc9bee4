using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>A node of a DAG that is written as data.</summary>
/// <param name="Creation">Where it is written.</param>
/// <param name="Function">The function's name, when it is constant.</param>
/// <param name="Label">The node's name, when it is constant.</param>
/// <param name="Sources">The nodes that it waits for; default when its bindings are not constant.</param>
/// <param name="BindingCount">How many arguments are bound; -1 when that is not certain.</param>
internal sealed record WrittenNode(IObjectCreationOperation Creation, string? Function, string? Label, ImmutableArray<int> Sources, int BindingCount);

/// <summary>Reads <c>new DagShape(...)</c> and <c>new DagNodeShape(...)</c> as far as they are constant.</summary>
internal static class DagShapeReader
{
    /// <summary>The nodes of a shape; empty when the list is made at run time.</summary>
    public static IReadOnlyList<WrittenNode> Nodes(IObjectCreationOperation shape) => shape.Arguments.ArgumentOf("Nodes") is { } nodes
        ? Elements(nodes.Value)?.Select(element => element.Unwrap() is IObjectCreationOperation node && node.Type.IsSdk("DagNodeShape") ? Node(node) : null).ToList() is { } read && !read.Contains(null)
            ? read.Select(node => node!).ToList()
            : []
        : [];

    public static WrittenNode Node(IObjectCreationOperation node)
    {
        var bindings = node.Arguments.ArgumentOf("Bindings") is { } argument ? Elements(argument.Value)?.Select(element => element.Unwrap()).ToList() : null;
        return new WrittenNode(
            node,
            node.Arguments.ArgumentOf("Function")?.Value.ConstantText(),
            node.Arguments.ArgumentOf("Label")?.Value.ConstantText(),
            bindings is null ? default : Sources(bindings),
            bindings?.Count ?? -1);
    }

    private static ImmutableArray<int> Sources(IReadOnlyList<IOperation> bindings)
    {
        var sources = ImmutableArray.CreateBuilder<int>();
        foreach (var binding in bindings)
        {
            if (binding is not IInvocationOperation { TargetMethod: var method } call || !method.ContainingType.IsSdk("DagBinding"))
                return default;
            if (method.Name != "FromNode")
                continue;
            if (call.Arguments.FirstOrDefault()?.Value.ConstantValue is not { HasValue: true, Value: int source })
                return default;
            sources.Add(source);
        }
        return sources.ToImmutable();
    }

    private static IEnumerable<IOperation>? Elements(IOperation list) => list.Unwrap() switch
    {
        ICollectionExpressionOperation collection when !collection.Elements.Any(element => element is ISpreadOperation) => collection.Elements,
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        IConversionOperation conversion => Elements(conversion.Operand),
        _ => null,
    };
}
