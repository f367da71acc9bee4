namespace Cloudburst;

/// <summary>The typed ways to call: one overload per number of arguments, for functions and DAGs.</summary>
public static partial class CloudburstCalls
{
    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<TResult>(this ICloudburstClient client, Function<TResult> function, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<TResult>(this ICloudburstClient client, Function<TResult> function, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, TResult>(this ICloudburstClient client, Function<T1, TResult> function, Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, TResult>(this ICloudburstClient client, Function<T1, TResult> function, Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, TResult>(this ICloudburstClient client, Function<T1, T2, TResult> function, Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, TResult>(this ICloudburstClient client, Function<T1, T2, TResult> function, Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, TResult>(this ICloudburstClient client, Function<T1, T2, T3, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, TResult>(this ICloudburstClient client, Function<T1, T2, T3, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3, arg4), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3, arg4), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, T5, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3, arg4, arg5), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, T5, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3, arg4, arg5), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, T5, T6, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, T5, T6, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, T7, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, T7, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, Arg<T8> arg8, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CallAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(this ICloudburstClient client, Function<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, Arg<T8> arg8, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StartAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, TResult>(this ICloudburstClient client, Dag<T1, TResult> dag, Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.CallAsync(dag.With(arg1), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, TResult>(this ICloudburstClient client, Dag<T1, TResult> dag, Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.StartAsync(dag.With(arg1), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, TResult>(this ICloudburstClient client, Dag<T1, T2, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.CallAsync(dag.With(arg1, arg2), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, TResult>(this ICloudburstClient client, Dag<T1, T2, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.StartAsync(dag.With(arg1, arg2), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, TResult>(this ICloudburstClient client, Dag<T1, T2, T3, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.CallAsync(dag.With(arg1, arg2, arg3), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, TResult>(this ICloudburstClient client, Dag<T1, T2, T3, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.StartAsync(dag.With(arg1, arg2, arg3), options, cancellationToken);
    }

    /// <summary>Calls and waits for the result.</summary>
    /// <inheritdoc cref="ICloudburstClient.CallAsync{TResult}" path="/exception"/>
    public static Task<TResult> CallAsync<T1, T2, T3, T4, TResult>(this ICloudburstClient client, Dag<T1, T2, T3, T4, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.CallAsync(dag.With(arg1, arg2, arg3, arg4), options, cancellationToken);
    }

    /// <summary>Starts a call; its result goes to the store.</summary>
    /// <inheritdoc cref="ICloudburstClient.StartAsync{TResult}" path="/exception"/>
    public static Task<CloudburstFuture<TResult>> StartAsync<T1, T2, T3, T4, TResult>(this ICloudburstClient client, Dag<T1, T2, T3, T4, TResult> dag, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(dag);
        return client.StartAsync(dag.With(arg1, arg2, arg3, arg4), options, cancellationToken);
    }
}
