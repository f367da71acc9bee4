using System.ComponentModel;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Client;

/// <summary>Turns the SDK's requests and DAGs into messages, and back.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DagMessages
{
    /// <summary>An argument as a message; its bytes are not copied.</summary>
    public static ArgumentValue ToArgument(EncodedArgument argument) => argument.Kind switch
    {
        // The payload was made for this call and nobody writes to it any more.
        ArgumentKind.Value => new ArgumentValue
        {
            Value = UnsafeByteOperations.UnsafeWrap(argument.Value),
            Inner = argument.InnerKeys.Count == 0 ? null : new InnerReferences { Keys = { argument.InnerKeys } },
        },
        ArgumentKind.Key => new ArgumentValue { Key = argument.Key },
        ArgumentKind.Result => new ArgumentValue { ResultKey = argument.Key },
        _ => throw new ArgumentOutOfRangeException(nameof(argument), argument.Kind, "Unknown kind of argument"),
    };

    /// <summary>A DAG as a message.</summary>
    public static DagTopology ToTopology(DagShape shape)
    {
        var topology = new DagTopology { Name = shape.Name, InputCount = shape.InputCount, Sink = shape.Sink, Consistency = (ConsistencyLevel)shape.Consistency, Version = shape.Version };
        foreach (var node in shape.Nodes)
        {
            var message = new DagNode { Function = node.Function, Label = node.Label, Kind = (NodeKind)node.Kind, Part = node.Part };
            message.Bindings.AddRange(node.Bindings.Select(ToMessage));
            foreach (var guard in node.Guards)
            {
                var condition = new Guard { Node = guard.Node, Negated = guard.Negated };
                condition.Results.AddRange(guard.Results.Select(static result => UnsafeByteOperations.UnsafeWrap(result)));
                message.Guards.Add(condition);
            }
            message.Near.AddRange(node.Near);
            message.ApartFrom.AddRange(node.ApartFrom);
            topology.Nodes.Add(message);
        }
        return topology;
    }

    /// <summary>A DAG from a message.</summary>
    public static DagShape ToShape(DagTopology topology) => new(
        topology.Name,
        topology.InputCount,
        [.. topology.Nodes.Select(ToNode)],
        topology.Sink)
    {
        Consistency = (Consistency)topology.Consistency,
        Version = topology.Version,
    };

    /// <summary>A function's contract from a message.</summary>
    public static FunctionContract ToContract(FunctionInfo info) => new(
        info.Name,
        [.. info.Parameters.Select(parameter => new FunctionParameter(parameter.Name, parameter.Type))],
        info.ResultType.Length == 0 ? null : info.ResultType)
    {
        Streams = info.Streams,
    };

    /// <summary>The types that a caller expects, as a message.</summary>
    internal static CallSignature ToMessage(DagSignature signature)
    {
        var message = new CallSignature { Result = signature.Result };
        message.Parameters.AddRange(signature.Parameters);
        return message;
    }

    private static ArgumentBinding ToMessage(DagBinding binding)
    {
        var message = new ArgumentBinding { Item = binding.Item, Each = binding.IsForEach, ByKey = binding.IsByKey };
        switch (binding.Kind)
        {
            case DagBindingKind.Input:
                message.Input = binding.Index;
                break;
            case DagBindingKind.Node:
                message.Node = binding.Index;
                break;
            default:
                message.Constant = ToArgument(binding.Constant);
                break;
        }
        return message;
    }

    private static DagNodeShape ToNode(DagNode node) => new(node.Function, node.Label, [.. node.Bindings.Select(ToBinding)])
    {
        Kind = (DagNodeKind)node.Kind,
        Part = node.Part,
        Guards = [.. node.Guards.Select(static guard => new DagGuard(guard.Node, [.. guard.Results.Select(static result => result.Memory)], guard.Negated))],
        Near = [.. node.Near],
        ApartFrom = [.. node.ApartFrom],
    };

    private static DagBinding ToBinding(ArgumentBinding binding)
    {
        var source = binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Input => DagBinding.FromInput(binding.Input),
            ArgumentBinding.SourceOneofCase.Node => DagBinding.FromNode(binding.Node),
            _ => DagBinding.FromConstant(ToEncoded(binding.Constant)),
        };
        return source with { Item = binding.Item, IsForEach = binding.Each, IsByKey = binding.ByKey };
    }

    /// <summary>An argument from a message; its bytes are not copied.</summary>
    internal static EncodedArgument ToEncoded(ArgumentValue argument) => argument.KindCase switch
    {
        ArgumentValue.KindOneofCase.Key => new(ArgumentKind.Key, default, argument.Key),
        ArgumentValue.KindOneofCase.ResultKey => new(ArgumentKind.Result, default, argument.ResultKey),
        _ => new(ArgumentKind.Value, argument.Value.Memory, null) { InnerKeys = argument.Inner is { } inner ? [.. inner.Keys] : [] },
    };
}
