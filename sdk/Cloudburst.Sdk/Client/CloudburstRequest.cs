using System.Diagnostics;

namespace Cloudburst;

/// <summary>A function or DAG together with the arguments of one call.</summary>
/// <typeparam name="TResult">The result's type.</typeparam>
[DebuggerDisplay("{Target,nq}")]
public readonly struct CloudburstRequest<TResult>
{
    /// <summary>A call of a function.</summary>
    public CloudburstRequest(string function, params ReadOnlySpan<EncodedArgument> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        Target = function;
        Arguments = arguments.ToArray();
    }

    /// <summary>A call of a DAG.</summary>
    public CloudburstRequest(Dag dag, params ReadOnlySpan<EncodedArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(dag);
        Target = dag.Name;
        Dag = dag;
        Arguments = arguments.ToArray();
    }

    /// <summary>A call of a DAG that is registered, by its name.</summary>
    /// <param name="dag">Its name.</param>
    /// <param name="signature">The types that it must have.</param>
    /// <param name="arguments">The arguments, in order.</param>
    public CloudburstRequest(string dag, DagSignature signature, params ReadOnlySpan<EncodedArgument> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(dag);
        ArgumentNullException.ThrowIfNull(signature);
        Target = dag;
        Signature = signature;
        Arguments = arguments.ToArray();
    }

    /// <summary>The function's or the DAG's name.</summary>
    public string Target { get; }

    /// <summary>The DAG, when the target is one that the caller has.</summary>
    public Dag? Dag { get; }

    /// <summary>The types that the target must have, when it is a DAG that is called by its name.</summary>
    public DagSignature? Signature { get; }

    /// <summary>Whether the target is a DAG.</summary>
    public bool IsDag => Dag is not null || Signature is not null;

    /// <summary>The arguments, in order.</summary>
    public IReadOnlyList<EncodedArgument> Arguments { get; }
}
