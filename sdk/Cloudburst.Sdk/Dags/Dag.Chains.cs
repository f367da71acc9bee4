namespace Cloudburst;

// What can follow a DAG's result, for each number of arguments.

public sealed partial class Dag<T1, TResult>
{
    /// <summary>Feeds this DAG's result to another DAG, which becomes a part of this one.</summary>
    public Dag<T1, TNext> Then<TNext>(Dag<TResult, TNext> dag)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return new(Extend((builder, result) => builder.Add(dag, result)));
    }

    /// <summary>Feeds this DAG's result to one of two functions; the other one does not run.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, TNext> When<TNext>(Function<TResult, bool> condition, Function<TResult, TNext> then, Function<TResult, TNext> otherwise) =>
        new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));

    /// <summary>Feeds this DAG's result to one of two DAGs; nothing of the other one runs.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, TNext> When<TNext>(Function<TResult, bool> condition, Dag<TResult, TNext> then, Dag<TResult, TNext> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));
    }

    /// <summary>Feeds this DAG's result to the function of the value that a selector has; the others do not run.</summary>
    /// <param name="selector">Decides, from the result: a number, a text, or an enumeration.</param>
    /// <param name="otherwise">Runs when the selector has none of the branches' values.</param>
    /// <param name="branches">The function of each value.</param>
    public Dag<T1, TNext> Switch<TKey, TNext>(
        Function<TResult, TKey> selector, Function<TResult, TNext> otherwise, params (TKey Value, Function<TResult, TNext> Function)[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return new(Extend((builder, result) => builder.Switch(
            builder.Add(selector, result),
            () => builder.Add(otherwise, result),
            [.. branches.Select(branch => (branch.Value, (Func<Port<TNext>>)(() => builder.Add(branch.Function, result))))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first result; the others are stopped. One that throws has no result.</summary>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, TNext> AnyOf<TNext>(params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf<TNext>([.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first valid result; the others are stopped.</summary>
    /// <param name="isValid">Tells whether a result may win.</param>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, TNext> AnyOf<TNext>(Function<TNext, bool> isValid, params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf(isValid, [.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    internal Dag<T1, TNext> Into<TNext>(Func<DagBuilder, Port<TResult>, Port<TNext>> next) => new(Extend(next));
}

public sealed partial class Dag<T1, T2, TResult>
{
    /// <summary>Feeds this DAG's result to another DAG, which becomes a part of this one.</summary>
    public Dag<T1, T2, TNext> Then<TNext>(Dag<TResult, TNext> dag)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return new(Extend((builder, result) => builder.Add(dag, result)));
    }

    /// <summary>Feeds this DAG's result to one of two functions; the other one does not run.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, TNext> When<TNext>(Function<TResult, bool> condition, Function<TResult, TNext> then, Function<TResult, TNext> otherwise) =>
        new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));

    /// <summary>Feeds this DAG's result to one of two DAGs; nothing of the other one runs.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, TNext> When<TNext>(Function<TResult, bool> condition, Dag<TResult, TNext> then, Dag<TResult, TNext> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));
    }

    /// <summary>Feeds this DAG's result to the function of the value that a selector has; the others do not run.</summary>
    /// <param name="selector">Decides, from the result: a number, a text, or an enumeration.</param>
    /// <param name="otherwise">Runs when the selector has none of the branches' values.</param>
    /// <param name="branches">The function of each value.</param>
    public Dag<T1, T2, TNext> Switch<TKey, TNext>(
        Function<TResult, TKey> selector, Function<TResult, TNext> otherwise, params (TKey Value, Function<TResult, TNext> Function)[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return new(Extend((builder, result) => builder.Switch(
            builder.Add(selector, result),
            () => builder.Add(otherwise, result),
            [.. branches.Select(branch => (branch.Value, (Func<Port<TNext>>)(() => builder.Add(branch.Function, result))))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first result; the others are stopped. One that throws has no result.</summary>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, TNext> AnyOf<TNext>(params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf<TNext>([.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first valid result; the others are stopped.</summary>
    /// <param name="isValid">Tells whether a result may win.</param>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, TNext> AnyOf<TNext>(Function<TNext, bool> isValid, params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf(isValid, [.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    internal Dag<T1, T2, TNext> Into<TNext>(Func<DagBuilder, Port<TResult>, Port<TNext>> next) => new(Extend(next));
}

public sealed partial class Dag<T1, T2, T3, TResult>
{
    /// <summary>Feeds this DAG's result to another DAG, which becomes a part of this one.</summary>
    public Dag<T1, T2, T3, TNext> Then<TNext>(Dag<TResult, TNext> dag)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return new(Extend((builder, result) => builder.Add(dag, result)));
    }

    /// <summary>Feeds this DAG's result to one of two functions; the other one does not run.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, T3, TNext> When<TNext>(Function<TResult, bool> condition, Function<TResult, TNext> then, Function<TResult, TNext> otherwise) =>
        new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));

    /// <summary>Feeds this DAG's result to one of two DAGs; nothing of the other one runs.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, T3, TNext> When<TNext>(Function<TResult, bool> condition, Dag<TResult, TNext> then, Dag<TResult, TNext> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));
    }

    /// <summary>Feeds this DAG's result to the function of the value that a selector has; the others do not run.</summary>
    /// <param name="selector">Decides, from the result: a number, a text, or an enumeration.</param>
    /// <param name="otherwise">Runs when the selector has none of the branches' values.</param>
    /// <param name="branches">The function of each value.</param>
    public Dag<T1, T2, T3, TNext> Switch<TKey, TNext>(
        Function<TResult, TKey> selector, Function<TResult, TNext> otherwise, params (TKey Value, Function<TResult, TNext> Function)[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return new(Extend((builder, result) => builder.Switch(
            builder.Add(selector, result),
            () => builder.Add(otherwise, result),
            [.. branches.Select(branch => (branch.Value, (Func<Port<TNext>>)(() => builder.Add(branch.Function, result))))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first result; the others are stopped. One that throws has no result.</summary>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, T3, TNext> AnyOf<TNext>(params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf<TNext>([.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first valid result; the others are stopped.</summary>
    /// <param name="isValid">Tells whether a result may win.</param>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, T3, TNext> AnyOf<TNext>(Function<TNext, bool> isValid, params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf(isValid, [.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    internal Dag<T1, T2, T3, TNext> Into<TNext>(Func<DagBuilder, Port<TResult>, Port<TNext>> next) => new(Extend(next));
}

public sealed partial class Dag<T1, T2, T3, T4, TResult>
{
    /// <summary>Feeds this DAG's result to another DAG, which becomes a part of this one.</summary>
    public Dag<T1, T2, T3, T4, TNext> Then<TNext>(Dag<TResult, TNext> dag)
    {
        ArgumentNullException.ThrowIfNull(dag);
        return new(Extend((builder, result) => builder.Add(dag, result)));
    }

    /// <summary>Feeds this DAG's result to one of two functions; the other one does not run.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, T3, T4, TNext> When<TNext>(Function<TResult, bool> condition, Function<TResult, TNext> then, Function<TResult, TNext> otherwise) =>
        new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));

    /// <summary>Feeds this DAG's result to one of two DAGs; nothing of the other one runs.</summary>
    /// <param name="condition">Decides, from the result.</param>
    /// <param name="then">Runs when the condition is true.</param>
    /// <param name="otherwise">Runs when it is false.</param>
    public Dag<T1, T2, T3, T4, TNext> When<TNext>(Function<TResult, bool> condition, Dag<TResult, TNext> then, Dag<TResult, TNext> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return new(Extend((builder, result) => builder.When(builder.Add(condition, result), () => builder.Add(then, result), () => builder.Add(otherwise, result))));
    }

    /// <summary>Feeds this DAG's result to the function of the value that a selector has; the others do not run.</summary>
    /// <param name="selector">Decides, from the result: a number, a text, or an enumeration.</param>
    /// <param name="otherwise">Runs when the selector has none of the branches' values.</param>
    /// <param name="branches">The function of each value.</param>
    public Dag<T1, T2, T3, T4, TNext> Switch<TKey, TNext>(
        Function<TResult, TKey> selector, Function<TResult, TNext> otherwise, params (TKey Value, Function<TResult, TNext> Function)[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return new(Extend((builder, result) => builder.Switch(
            builder.Add(selector, result),
            () => builder.Add(otherwise, result),
            [.. branches.Select(branch => (branch.Value, (Func<Port<TNext>>)(() => builder.Add(branch.Function, result))))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first result; the others are stopped. One that throws has no result.</summary>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, T3, T4, TNext> AnyOf<TNext>(params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf<TNext>([.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    /// <summary>Feeds this DAG's result to several functions at the same time and takes the first valid result; the others are stopped.</summary>
    /// <param name="isValid">Tells whether a result may win.</param>
    /// <param name="alternatives">Different ways to the same end, or one function several times.</param>
    public Dag<T1, T2, T3, T4, TNext> AnyOf<TNext>(Function<TNext, bool> isValid, params Function<TResult, TNext>[] alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return new(Extend((builder, result) => builder.AnyOf(isValid, [.. alternatives.Select(alternative => builder.Add(alternative, result))])));
    }

    internal Dag<T1, T2, T3, T4, TNext> Into<TNext>(Func<DagBuilder, Port<TResult>, Port<TNext>> next) => new(Extend(next));
}
