namespace Cloudburst;

/// <summary>What a DAG continues with: another one, which is placed when the first one's result is known, near the data that it needs (the original's continuations).</summary>
/// <remarks>
/// With <c>Then</c> all functions are placed when the DAG is called, by the arguments of the call. Which keys a later function reads may only be known once an earlier one has run; after
/// <c>ContinueWith</c> the scheduler places what follows by those.
/// </remarks>
public static class DagContinuations
{
    /// <summary>
    /// Feeds this DAG's result to a function that is placed when the result is known, by the references in it. It is one request: one id, one deadline, one answer.
    /// </summary>
    /// <param name="dag">A DAG.</param>
    /// <param name="next">What takes its result.</param>
    public static Dag<T1, TNext> ContinueWith<T1, TResult, TNext>(this Dag<T1, TResult> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, TNext> ContinueWith<T1, TResult, TNext>(this Dag<T1, TResult> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: false));
    }

    /// <summary>
    /// Feeds what this DAG's result refers to to a function that is placed when the key is known, where its value is cached, and reads it there. It is one request: one id, one deadline, one answer.
    /// </summary>
    /// <param name="dag">A DAG.</param>
    /// <param name="next">What takes the value that its result refers to.</param>
    public static Dag<T1, TNext> ContinueWith<T1, TResult, TNext>(this Dag<T1, Ref<TResult>> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, TNext> ContinueWith<T1, TResult, TNext>(this Dag<T1, Ref<TResult>> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: true));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, TNext> ContinueWith<T1, T2, TResult, TNext>(this Dag<T1, T2, TResult> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, TNext> ContinueWith<T1, T2, TResult, TNext>(this Dag<T1, T2, TResult> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: false));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, TNext> ContinueWith<T1, T2, TResult, TNext>(this Dag<T1, T2, Ref<TResult>> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, TNext> ContinueWith<T1, T2, TResult, TNext>(this Dag<T1, T2, Ref<TResult>> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: true));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, TNext> ContinueWith<T1, T2, T3, TResult, TNext>(this Dag<T1, T2, T3, TResult> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, TNext> ContinueWith<T1, T2, T3, TResult, TNext>(this Dag<T1, T2, T3, TResult> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: false));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, TNext> ContinueWith<T1, T2, T3, TResult, TNext>(this Dag<T1, T2, T3, Ref<TResult>> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, TNext> ContinueWith<T1, T2, T3, TResult, TNext>(this Dag<T1, T2, T3, Ref<TResult>> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: true));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext> ContinueWith<T1, T2, T3, T4, TResult, TNext>(this Dag<T1, T2, T3, T4, TResult> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, TResult}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext> ContinueWith<T1, T2, T3, T4, TResult, TNext>(this Dag<T1, T2, T3, T4, TResult> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: false));
    }

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext> ContinueWith<T1, T2, T3, T4, TResult, TNext>(this Dag<T1, T2, T3, T4, Ref<TResult>> dag, Function<TResult, TNext> next) => dag.ContinueWith(Dag.Start(next));

    /// <inheritdoc cref="ContinueWith{T1, TResult, TNext}(Dag{T1, Ref{TResult}}, Function{TResult, TNext})"/>
    public static Dag<T1, T2, T3, T4, TNext> ContinueWith<T1, T2, T3, T4, TResult, TNext>(this Dag<T1, T2, T3, T4, Ref<TResult>> dag, Dag<TResult, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(next);
        return dag.Into((builder, result) => builder.Continue(next, result, byKey: true));
    }
}
