using Cloudburst.Cli.Invocation;
using Cloudburst.Shared;

namespace Cloudburst.Cli.Calls;

/// <summary>What a call calls: a function, or a DAG with the parameters that its inputs are bound to.</summary>
internal sealed record CallTarget(string Name, IReadOnlyList<FunctionParameter> Parameters, Dag? Dag)
{
    /// <summary>Whether it yields results one after the other.</summary>
    public bool Streams { get; private init; }

    /// <exception cref="CliException">Nothing has that name.</exception>
    public static CallTarget Find(string name, CloudburstCatalog catalog)
    {
        if (catalog.Functions.FirstOrDefault(function => function.Name == name) is { } found)
            return new(name, found.Parameters, null) { Streams = found.Streams };
        if (catalog.Dags.FirstOrDefault(dag => dag.Name == name) is { } shape)
            return new(name, InputsOf(shape, catalog), Dag.FromShape(shape));
        if (catalog.Functions.Count == 0)
        {
            throw new CliException(ExitCode.Unavailable, $"No executor is attached, so nothing can be called, '{name}' neither; start one, or see 'cloudburst status'")
            {
                Code = nameof(CloudburstErrorCode.NoExecutor),
            };
        }
        var known = catalog.Functions.Select(static function => function.Name).Concat(catalog.Dags.Select(static dag => dag.Name));
        throw new CliException(ExitCode.NotFound, $"There is no function or DAG named '{name}'{NearestName.Hint(name, known)}; 'cloudburst functions' and 'cloudburst dag list' show what there is");
    }

    public CloudburstRequest<EncodedValue> With(EncodedArgument[] arguments) => Dag is null ? new(Name, arguments) : new(Dag, arguments);

    public CloudburstStreamRequest<EncodedValue> StreamWith(EncodedArgument[] arguments) => new(Name, arguments);

    /// <summary>An input is of the type of the first parameter that it is bound to.</summary>
    public static FunctionParameter[] InputsOf(DagShape dag, CloudburstCatalog catalog)
    {
        // Where the function is not known, any JSON goes, and the function finds out.
        var inputs = Enumerable.Range(1, dag.InputCount).Select(static number => new FunctionParameter($"input{number}", "object")).ToArray();
        foreach (var node in dag.Nodes.Reverse())
        {
            if (catalog.Functions.FirstOrDefault(function => function.Name == node.Function) is not { } function)
                continue;
            for (var i = 0; i < node.Bindings.Count && i < function.Parameters.Count; i++)
            {
                if (node.Bindings[i] is { Kind: DagBindingKind.Input, Item: 0 } binding)
                    inputs[binding.Index] = binding.IsForEach ? function.Parameters[i] with { Type = function.Parameters[i].Type + "[]" } : function.Parameters[i];
            }
        }
        return inputs;
    }
}
