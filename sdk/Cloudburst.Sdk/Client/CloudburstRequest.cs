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

    /// <summary>The function's or the DAG's name.</summary>
    public string Target { get; }

    /// <summary>The DAG, when the target is one.</summary>
    public Dag? Dag { get; }

    /// <summary>The arguments, in order.</summary>
    public IReadOnlyList<EncodedArgument> Arguments { get; }
}
