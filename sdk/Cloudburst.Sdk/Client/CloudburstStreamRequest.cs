using System.Diagnostics;

namespace Cloudburst;

/// <summary>A function that yields a stream, together with the arguments of one call.</summary>
/// <typeparam name="TItem">The type of its results.</typeparam>
[DebuggerDisplay("{Target,nq}")]
public readonly struct CloudburstStreamRequest<TItem>
{
    /// <summary>A call of a function.</summary>
    public CloudburstStreamRequest(string function, params ReadOnlySpan<EncodedArgument> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        Target = function;
        Arguments = arguments.ToArray();
    }

    /// <summary>The function's name.</summary>
    public string Target { get; }

    /// <summary>The arguments, in order.</summary>
    public IReadOnlyList<EncodedArgument> Arguments { get; }
}
