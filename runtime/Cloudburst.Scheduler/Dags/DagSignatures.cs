using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>Compares the types that a caller takes a DAG to have with those of the registered one.</summary>
internal static class DagSignatures
{
    /// <summary>Finds the first difference. Where a type can't be known, any will do.</summary>
    public static ErrorInfo? Check(RegisteredDag dag, CallSignature signature, Func<string, FunctionInfo?> findFunction)
    {
        var topology = dag.Topology;
        if (signature.Parameters.Count != topology.InputCount)
            return Errors.WrongSignature(topology.Name, $"it takes {topology.InputCount} arguments, and the caller has {signature.Parameters.Count}");
        foreach (var node in topology.Nodes)
        {
            if (findFunction(node.Function) is not { } function)
                continue;
            for (var i = 0; i < node.Bindings.Count && i < function.Parameters.Count; i++)
            {
                var binding = node.Bindings[i];
                if (binding.SourceCase != ArgumentBinding.SourceOneofCase.Input || binding.Item > 0)
                    continue;
                var (given, taken) = (signature.Parameters[binding.Input], function.Parameters[i].Type);
                if ((binding.Each ? ContractTypes.ElementOf(given) : given) != taken)
                {
                    return Errors.WrongSignature(
                        topology.Name, $"argument {binding.Input + 1} is {given} for the caller, and '{node.Label}' takes {(binding.Each ? "a list of " : "")}{taken}");
                }
            }
        }
        var yields = new DagTypes(topology, findFunction).ResultOf(topology.Sink, dag.Order);
        return yields is null || yields == signature.Result
            ? null
            : Errors.WrongSignature(topology.Name, $"the result is {signature.Result} for the caller, and '{topology.Nodes[topology.Sink].Label}' yields {yields}");
    }
}
