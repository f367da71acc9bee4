using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Cloudburst;

/// <summary>
/// Functions composed into a directed acyclic graph with one sink, called as one (Cloudburst, VLDB 2020, §3). Types are checked along every edge by the C#
/// compiler. Immutable and thread-safe.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DagView))]
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

    /// <summary>A DAG that calls a function for each element of its argument.</summary>
    /// <inheritdoc cref="DagBuilder.Map{T1, TResult}(Function{T1, TResult}, ListPort{T1}, string?)" path="/returns"/>
    public static Dag<T1[], TResult[]> StartMap<T1, TResult>(Function<T1, TResult> function) =>
        Build<T1[], TResult[]>((builder, list) => builder.Map(function, list));

    /// <inheritdoc cref="DagShape.ToMermaid"/>
    public string ToMermaid() => Shape.ToMermaid();

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
                    .Append(':').Append(binding.Constant.Key).Append(':').Append(Convert.ToHexString(binding.Constant.Value.Span));
                if (binding.Item > 0)
                    line.Append(":item ").Append(binding.Item);
                if (binding.IsByKey)
                    line.Append(":by key");
                line.Append(binding.IsForEach ? ":each," : ",");
            }
            line.Append(')');
            if (node.Kind != DagNodeKind.Call)
                line.Append("kind ").Append((int)node.Kind);
            foreach (var guard in node.Guards)
            {
                line.Append(guard.Negated ? " unless " : " if ").Append(guard.Node);
                foreach (var result in guard.Results)
                    line.Append(':').Append(Convert.ToHexString(result.Span));
            }
            if (node.Part > 0)
                line.Append("part ").Append(node.Part);
            if (node.Near.Count > 0)
                line.Append("near ").AppendJoin(',', node.Near);
            if (node.ApartFrom.Count > 0)
                line.Append("apart ").AppendJoin(',', node.ApartFrom);
        }
        if (shape.Consistency != Consistency.Default)
            line.Append("|level ").Append((int)shape.Consistency);
        if (shape.Version > 0)
            line.Append("|version ").Append(shape.Version);
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

    /// <summary>This DAG, and what goes on with its result.</summary>
    private protected DagShape Extend<TNext>(Func<DagBuilder, Port<TResult>, Port<TNext>> next)
    {
        var builder = new DagBuilder();
        var inputs = new DagBinding[Shape.InputCount];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = DagBinding.FromInput(i);
        return builder.Finish(null, inputs.Length, next(builder, builder.Embed(this, inputs)));
    }
}
