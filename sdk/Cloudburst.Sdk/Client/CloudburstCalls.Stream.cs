namespace Cloudburst;

public static partial class CloudburstCalls
{
    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<TItem>(this ICloudburstClient client, StreamFunction<TItem> function, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, TItem>(this ICloudburstClient client, StreamFunction<T1, TItem> function, Arg<T1> arg1, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, TItem> function, Arg<T1> arg1, Arg<T2> arg2, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, T4, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, T4, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3, arg4), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, T4, T5, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, T4, T5, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3, arg4, arg5), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, T4, T5, T6, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, T4, T5, T6, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, T4, T5, T6, T7, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, T4, T5, T6, T7, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7), options, cancellationToken);
    }

    /// <summary>Calls a function that yields a stream, and takes its results as they are produced.</summary>
    /// <inheritdoc cref="ICloudburstClient.StreamAsync{TItem}" path="/exception"/>
    public static IAsyncEnumerable<TItem> StreamAsync<T1, T2, T3, T4, T5, T6, T7, T8, TItem>(this ICloudburstClient client, StreamFunction<T1, T2, T3, T4, T5, T6, T7, T8, TItem> function, Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, Arg<T8> arg8, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(function.With(arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), options, cancellationToken);
    }
}
