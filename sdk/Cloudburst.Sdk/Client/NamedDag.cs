using System.Diagnostics;

namespace Cloudburst;

/// <summary>A DAG that somebody has registered, by its name. Its types are compared with what is registered when it is called.</summary>
/// <remarks>Thread-safe.</remarks>
[DebuggerDisplay("{Name,nq}")]
public abstract class NamedDag
{
    private protected NamedDag(ICloudburstClient client, string name)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Client = client;
        Name = name;
    }

    /// <summary>The name under which it is registered.</summary>
    public string Name { get; }

    private protected ICloudburstClient Client { get; }
}

// One type per number of arguments.

/// <summary>A DAG that somebody has registered, by its name, with 1 argument. Its types are compared with what is registered when it is called.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed class NamedDag<T1, TResult> : NamedDag
{
    private static readonly DagSignature Signature = DagSignature.Of<TResult>(typeof(T1));

    internal NamedDag(ICloudburstClient client, string name)
        : base(client, name)
    {
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public Task<TResult> CallAsync(Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.CallAsync(With(arg1), options, cancellationToken);

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public Task<CloudburstFuture<TResult>> StartAsync(Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.StartAsync(With(arg1), options, cancellationToken);

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1) => new(Name, Signature, arg1.Encode());
}

/// <summary>A DAG that somebody has registered, by its name, with 2 arguments. Its types are compared with what is registered when it is called.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed class NamedDag<T1, T2, TResult> : NamedDag
{
    private static readonly DagSignature Signature = DagSignature.Of<TResult>(typeof(T1), typeof(T2));

    internal NamedDag(ICloudburstClient client, string name)
        : base(client, name)
    {
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public Task<TResult> CallAsync(Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.CallAsync(With(arg1, arg2), options, cancellationToken);

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public Task<CloudburstFuture<TResult>> StartAsync(Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.StartAsync(With(arg1, arg2), options, cancellationToken);

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2) => new(Name, Signature, arg1.Encode(), arg2.Encode());
}

/// <summary>A DAG that somebody has registered, by its name, with 3 arguments. Its types are compared with what is registered when it is called.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="T3">The type of argument 3.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed class NamedDag<T1, T2, T3, TResult> : NamedDag
{
    private static readonly DagSignature Signature = DagSignature.Of<TResult>(typeof(T1), typeof(T2), typeof(T3));

    internal NamedDag(ICloudburstClient client, string name)
        : base(client, name)
    {
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public Task<TResult> CallAsync(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.CallAsync(With(arg1, arg2, arg3), options, cancellationToken);

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public Task<CloudburstFuture<TResult>> StartAsync(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.StartAsync(With(arg1, arg2, arg3), options, cancellationToken);

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3) => new(Name, Signature, arg1.Encode(), arg2.Encode(), arg3.Encode());
}

/// <summary>A DAG that somebody has registered, by its name, with 4 arguments. Its types are compared with what is registered when it is called.</summary>
/// <typeparam name="T1">The type of argument 1.</typeparam>
/// <typeparam name="T2">The type of argument 2.</typeparam>
/// <typeparam name="T3">The type of argument 3.</typeparam>
/// <typeparam name="T4">The type of argument 4.</typeparam>
/// <typeparam name="TResult">The type of the sink's result.</typeparam>
public sealed class NamedDag<T1, T2, T3, T4, TResult> : NamedDag
{
    private static readonly DagSignature Signature = DagSignature.Of<TResult>(typeof(T1), typeof(T2), typeof(T3), typeof(T4));

    internal NamedDag(ICloudburstClient client, string name)
        : base(client, name)
    {
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public Task<TResult> CallAsync(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.CallAsync(With(arg1, arg2, arg3, arg4), options, cancellationToken);

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public Task<CloudburstFuture<TResult>> StartAsync(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Client.StartAsync(With(arg1, arg2, arg3, arg4), options, cancellationToken);

    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4) => new(Name, Signature, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode());
}
