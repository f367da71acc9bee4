using System.Diagnostics;

namespace Cloudburst;

// As Function, for functions that yield a stream: they are called by StreamAsync and are no nodes of DAGs.

/// <summary>A function with 0 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With() => new(Name);
}

/// <summary>A function with 1 parameter that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1) => new(Name, arg1.Encode());
}

/// <summary>A function with 2 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2) => new(Name, arg1.Encode(), arg2.Encode());
}

/// <summary>A function with 3 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode());
}

/// <summary>A function with 4 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, T4, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode());
}

/// <summary>A function with 5 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, T4, T5, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode());
}

/// <summary>A function with 6 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, T4, T5, T6, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode());
}

/// <summary>A function with 7 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="T7">The type of parameter 7.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, T4, T5, T6, T7, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode(), arg7.Encode());
}

/// <summary>A function with 8 parameters that yields a stream: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="T7">The type of parameter 7.</typeparam>
/// <typeparam name="T8">The type of parameter 8.</typeparam>
/// <typeparam name="TItem">The type of its results.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct StreamFunction<T1, T2, T3, T4, T5, T6, T7, T8, TItem>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstStreamRequest<TItem> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, Arg<T8> arg8) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode(), arg7.Encode(), arg8.Encode());
}
