namespace Cloudburst;

/// <summary>Two branches that start from one result; join them with a function that takes both, in this order.</summary>
/// <typeparam name="TInput">The DAG's input.</typeparam>
/// <typeparam name="TLeft">The first branch's result.</typeparam>
/// <typeparam name="TRight">The second branch's result.</typeparam>
public sealed class DagFork<TInput, TLeft, TRight>
{
    private readonly Func<DagBuilder, Port<TInput>, (Port<TLeft> Left, Port<TRight> Right)> _branches;

    internal DagFork(Func<DagBuilder, Port<TInput>, (Port<TLeft> Left, Port<TRight> Right)> branches) => _branches = branches;

    /// <summary>Ends both branches in one function.</summary>
    public Dag<TInput, TResult> Join<TResult>(Function<TLeft, TRight, TResult> function) =>
        Dag.Build<TInput, TResult>((builder, input) =>
        {
            var (left, right) = _branches(builder, input);
            return builder.Add(function, left, right);
        });
}
