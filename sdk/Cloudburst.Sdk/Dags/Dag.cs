using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Cloudburst;

/// <summary>
/// Functions composed into a directed acyclic graph with one sink, called as one (Cloudburst, VLDB 2020, §3). Types are checked along every edge by the C#
/// compiler. Immutable and thread-safe.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public abstract partial class Dag
{
    private protected Dag(DagShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Fingerprint = FingerprintOf(shape);
        Shape = shape.Name.Length == 0 ? shape with { Name = "dag-" + Fingerprint } : shape;
    }

    /// <summary>Twenty characters that are the same for two DAGs exactly when they compose the same functions in the same way, whatever their names.</summary>
    public string Fingerprint { get; }

    /// <summary>The name under which it is registered; made from its content unless one was given.</summary>
    public string Name => Shape.Name;

    /// <summary>The DAG as data.</summary>
    public DagShape Shape { get; }

    /// <summary>Wraps a DAG that was written as data; nothing is checked before it is registered.</summary>
    public static Dag FromShape(DagShape shape) => new UntypedDag(shape);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {string.Join(", ", Shape.Nodes.Select(node => node.Label))}";

    // Two processes that compose the same functions in the same way get the same name, and so share one registration.
    private static string FingerprintOf(DagShape shape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new StringBuilder().Append(shape.InputCount).Append('/').Append(shape.Sink);
        foreach (var node in shape.Nodes)
        {
            line.Append('|').Append(node.Function).Append('(');
            foreach (var binding in node.Bindings)
            {
                line.Append((int)binding.Kind).Append(':').Append(binding.Index).Append(':').Append((int)binding.Constant.Kind)
                    .Append(':').Append(binding.Constant.Key).Append(':').Append(Convert.ToHexString(binding.Constant.Value.Span)).Append(',');
            }
            line.Append(')');
        }
        if (shape.Consistency != Consistency.Default)
            line.Append("|level ").Append((int)shape.Consistency);
        hash.AppendData(Encoding.UTF8.GetBytes(line.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 10));
    }

    private sealed class UntypedDag(DagShape shape) : Dag(shape);
}

/// <summary>A DAG whose result is a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public abstract class Dag<TResult> : Dag
{
    private protected Dag(DagShape shape) : base(shape)
    {
    }
}
