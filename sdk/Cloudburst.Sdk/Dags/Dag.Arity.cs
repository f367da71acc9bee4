namespace Cloudburst;

public abstract partial class Dag
{
    /// <summary>Composes a DAG node by node.</summary>
    /// <param name="name">The DAG's name.</param>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, TResult> Build<T1, TResult>(string name, Func<DagBuilder, Port<T1>, Port<TResult>> compose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return BuildCore(name, compose);
    }

    /// <summary>Composes a DAG node by node; its name is made from its content.</summary>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, TResult> Build<T1, TResult>(Func<DagBuilder, Port<T1>, Port<TResult>> compose) => BuildCore(null, compose);

    /// <summary>Starts a chain with one function.</summary>
    public static Dag<T1, TResult> Start<T1, TResult>(Function<T1, TResult> function) =>
        BuildCore<T1, TResult>(null, (builder, input1) => builder.Add(function, input1));

    private static Dag<T1, TResult> BuildCore<T1, TResult>(string? name, Func<DagBuilder, Port<T1>, Port<TResult>> compose)
    {
        ArgumentNullException.ThrowIfNull(compose);
        var builder = new DagBuilder();
        return new Dag<T1, TResult>(builder.Finish(name, 1, compose(builder, builder.Input<T1>(0))));
    }

    /// <summary>Composes a DAG node by node.</summary>
    /// <param name="name">The DAG's name.</param>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, TResult> Build<T1, T2, TResult>(string name, Func<DagBuilder, Port<T1>, Port<T2>, Port<TResult>> compose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return BuildCore(name, compose);
    }

    /// <summary>Composes a DAG node by node; its name is made from its content.</summary>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, TResult> Build<T1, T2, TResult>(Func<DagBuilder, Port<T1>, Port<T2>, Port<TResult>> compose) => BuildCore(null, compose);

    /// <summary>Starts a chain with one function.</summary>
    public static Dag<T1, T2, TResult> Start<T1, T2, TResult>(Function<T1, T2, TResult> function) =>
        BuildCore<T1, T2, TResult>(null, (builder, input1, input2) => builder.Add(function, input1, input2));

    private static Dag<T1, T2, TResult> BuildCore<T1, T2, TResult>(string? name, Func<DagBuilder, Port<T1>, Port<T2>, Port<TResult>> compose)
    {
        ArgumentNullException.ThrowIfNull(compose);
        var builder = new DagBuilder();
        return new Dag<T1, T2, TResult>(builder.Finish(name, 2, compose(builder, builder.Input<T1>(0), builder.Input<T2>(1))));
    }

    /// <summary>Composes a DAG node by node.</summary>
    /// <param name="name">The DAG's name.</param>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, T3, TResult> Build<T1, T2, T3, TResult>(string name, Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<TResult>> compose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return BuildCore(name, compose);
    }

    /// <summary>Composes a DAG node by node; its name is made from its content.</summary>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, T3, TResult> Build<T1, T2, T3, TResult>(Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<TResult>> compose) => BuildCore(null, compose);

    /// <summary>Starts a chain with one function.</summary>
    public static Dag<T1, T2, T3, TResult> Start<T1, T2, T3, TResult>(Function<T1, T2, T3, TResult> function) =>
        BuildCore<T1, T2, T3, TResult>(null, (builder, input1, input2, input3) => builder.Add(function, input1, input2, input3));

    private static Dag<T1, T2, T3, TResult> BuildCore<T1, T2, T3, TResult>(string? name, Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<TResult>> compose)
    {
        ArgumentNullException.ThrowIfNull(compose);
        var builder = new DagBuilder();
        return new Dag<T1, T2, T3, TResult>(builder.Finish(name, 3, compose(builder, builder.Input<T1>(0), builder.Input<T2>(1), builder.Input<T3>(2))));
    }

    /// <summary>Composes a DAG node by node.</summary>
    /// <param name="name">The DAG's name.</param>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, T3, T4, TResult> Build<T1, T2, T3, T4, TResult>(string name, Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<T4>, Port<TResult>> compose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return BuildCore(name, compose);
    }

    /// <summary>Composes a DAG node by node; its name is made from its content.</summary>
    /// <param name="compose">Adds the nodes and returns the sink's result.</param>
    public static Dag<T1, T2, T3, T4, TResult> Build<T1, T2, T3, T4, TResult>(Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<T4>, Port<TResult>> compose) => BuildCore(null, compose);

    /// <summary>Starts a chain with one function.</summary>
    public static Dag<T1, T2, T3, T4, TResult> Start<T1, T2, T3, T4, TResult>(Function<T1, T2, T3, T4, TResult> function) =>
        BuildCore<T1, T2, T3, T4, TResult>(null, (builder, input1, input2, input3, input4) => builder.Add(function, input1, input2, input3, input4));

    private static Dag<T1, T2, T3, T4, TResult> BuildCore<T1, T2, T3, T4, TResult>(string? name, Func<DagBuilder, Port<T1>, Port<T2>, Port<T3>, Port<T4>, Port<TResult>> compose)
    {
        ArgumentNullException.ThrowIfNull(compose);
        var builder = new DagBuilder();
        return new Dag<T1, T2, T3, T4, TResult>(builder.Finish(name, 4, compose(builder, builder.Input<T1>(0), builder.Input<T2>(1), builder.Input<T3>(2), builder.Input<T4>(3))));
    }
}

/// <summary>A DAG that takes 1 argument.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed partial class Dag<T1, TResult> : Dag<TResult>
{
    internal Dag(DagShape shape) : base(shape)
    {
    }

    /// <summary>The same DAG under a name of your choice.</summary>
    public Dag<T1, TResult> Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Shape with { Name = name });
    }

    /// <summary>The same DAG with a consistency level of its own, for calls that don't ask for one.</summary>
    /// <param name="level">What its calls are promised.</param>
    public Dag<T1, TResult> WithConsistency(Consistency level) => new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Consistency = level });

    /// <summary>
    /// The same DAG as a version of its name: registering it takes the place of an earlier version, at once for new calls, while those that run go on as they began. Callers that still
    /// have an earlier version are told; those that call by name get the latest.
    /// </summary>
    /// <param name="version">From 1.</param>
    public Dag<T1, TResult> WithVersion(int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Version = version });
    }

    /// <summary>Feeds this DAG's result to a function, whose result becomes the DAG's.</summary>
    public Dag<T1, TNext> Then<TNext>(Function<TResult, TNext> function)
    {
        var self = this;
        return Build<T1, TNext>((builder, input1) => builder.Add(function, builder.Embed(self, builder.Bind(input1))));
    }

    /// <summary>Feeds this DAG's result to two functions that may run at the same time.</summary>
    public DagFork<T1, TLeft, TRight> Fork<TLeft, TRight>(Function<TResult, TLeft> left, Function<TResult, TRight> right)
    {
        var self = this;
        return new((builder, input) =>
        {
            var result = builder.Embed(self, builder.Bind(input));
            return (builder.Add(left, result), builder.Add(right, result));
        });
    }

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1) => new(this, arg1.Encode());
}

/// <summary>A DAG that takes 2 arguments.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed partial class Dag<T1, T2, TResult> : Dag<TResult>
{
    internal Dag(DagShape shape) : base(shape)
    {
    }

    /// <summary>The same DAG under a name of your choice.</summary>
    public Dag<T1, T2, TResult> Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Shape with { Name = name });
    }

    /// <summary>The same DAG with a consistency level of its own, for calls that don't ask for one.</summary>
    /// <param name="level">What its calls are promised.</param>
    public Dag<T1, T2, TResult> WithConsistency(Consistency level) => new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Consistency = level });

    /// <summary>
    /// The same DAG as a version of its name: registering it takes the place of an earlier version, at once for new calls, while those that run go on as they began. Callers that still
    /// have an earlier version are told; those that call by name get the latest.
    /// </summary>
    /// <param name="version">From 1.</param>
    public Dag<T1, T2, TResult> WithVersion(int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Version = version });
    }

    /// <summary>Feeds this DAG's result to a function, whose result becomes the DAG's.</summary>
    public Dag<T1, T2, TNext> Then<TNext>(Function<TResult, TNext> function)
    {
        var self = this;
        return Build<T1, T2, TNext>((builder, input1, input2) => builder.Add(function, builder.Embed(self, builder.Bind(input1), builder.Bind(input2))));
    }

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2) => new(this, arg1.Encode(), arg2.Encode());
}

/// <summary>A DAG that takes 3 arguments.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="T3">The type of argument 3.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed partial class Dag<T1, T2, T3, TResult> : Dag<TResult>
{
    internal Dag(DagShape shape) : base(shape)
    {
    }

    /// <summary>The same DAG under a name of your choice.</summary>
    public Dag<T1, T2, T3, TResult> Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Shape with { Name = name });
    }

    /// <summary>The same DAG with a consistency level of its own, for calls that don't ask for one.</summary>
    /// <param name="level">What its calls are promised.</param>
    public Dag<T1, T2, T3, TResult> WithConsistency(Consistency level) => new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Consistency = level });

    /// <summary>
    /// The same DAG as a version of its name: registering it takes the place of an earlier version, at once for new calls, while those that run go on as they began. Callers that still
    /// have an earlier version are told; those that call by name get the latest.
    /// </summary>
    /// <param name="version">From 1.</param>
    public Dag<T1, T2, T3, TResult> WithVersion(int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Version = version });
    }

    /// <summary>Feeds this DAG's result to a function, whose result becomes the DAG's.</summary>
    public Dag<T1, T2, T3, TNext> Then<TNext>(Function<TResult, TNext> function)
    {
        var self = this;
        return Build<T1, T2, T3, TNext>((builder, input1, input2, input3) => builder.Add(function, builder.Embed(self, builder.Bind(input1), builder.Bind(input2), builder.Bind(input3))));
    }

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3) => new(this, arg1.Encode(), arg2.Encode(), arg3.Encode());
}

/// <summary>A DAG that takes 4 arguments.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="T3">The type of argument 3.</typeparam>
/// <typeparam name="T4">The type of argument 4.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed partial class Dag<T1, T2, T3, T4, TResult> : Dag<TResult>
{
    internal Dag(DagShape shape) : base(shape)
    {
    }

    /// <summary>The same DAG under a name of your choice.</summary>
    public Dag<T1, T2, T3, T4, TResult> Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Shape with { Name = name });
    }

    /// <summary>The same DAG with a consistency level of its own, for calls that don't ask for one.</summary>
    /// <param name="level">What its calls are promised.</param>
    public Dag<T1, T2, T3, T4, TResult> WithConsistency(Consistency level) => new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Consistency = level });

    /// <summary>
    /// The same DAG as a version of its name: registering it takes the place of an earlier version, at once for new calls, while those that run go on as they began. Callers that still
    /// have an earlier version are told; those that call by name get the latest.
    /// </summary>
    /// <param name="version">From 1.</param>
    public Dag<T1, T2, T3, T4, TResult> WithVersion(int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return new((Shape.Name == "dag-" + Fingerprint ? Shape with { Name = "" } : Shape) with { Version = version });
    }

    /// <summary>Feeds this DAG's result to a function, whose result becomes the DAG's.</summary>
    public Dag<T1, T2, T3, T4, TNext> Then<TNext>(Function<TResult, TNext> function)
    {
        var self = this;
        return Build<T1, T2, T3, T4, TNext>((builder, input1, input2, input3, input4) => builder.Add(function, builder.Embed(self, builder.Bind(input1), builder.Bind(input2), builder.Bind(input3), builder.Bind(input4))));
    }

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4) => new(this, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode());
}
