using System.Diagnostics;

namespace Cloudburst;

// One type per number of parameters, so that the compiler checks every call and every edge of a DAG.

/// <summary>A function with 0 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With() => new(Name);
}

/// <summary>A function with 1 parameter: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1) => new(Name, arg1.Encode());
}

/// <summary>A function with 2 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2) => new(Name, arg1.Encode(), arg2.Encode());
}

/// <summary>A function with 3 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode());
}

/// <summary>A function with 4 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, T4, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode());
}

/// <summary>A function with 5 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, T4, T5, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode());
}

/// <summary>A function with 6 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, T4, T5, T6, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode());
}

/// <summary>A function with 7 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="T7">The type of parameter 7.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, T4, T5, T6, T7, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode(), arg7.Encode());
}

/// <summary>A function with 8 parameters: its name with its types. The generator writes one per function.</summary>
/// <typeparam name="T1">The type of parameter 1.</typeparam>
/// <typeparam name="T2">The type of parameter 2.</typeparam>
/// <typeparam name="T3">The type of parameter 3.</typeparam>
/// <typeparam name="T4">The type of parameter 4.</typeparam>
/// <typeparam name="T5">The type of parameter 5.</typeparam>
/// <typeparam name="T6">The type of parameter 6.</typeparam>
/// <typeparam name="T7">The type of parameter 7.</typeparam>
/// <typeparam name="T8">The type of parameter 8.</typeparam>
/// <typeparam name="TResult">The result's type; <see cref="Unit"/> when there is none.</typeparam>
/// <param name="Name">The registered name.</param>
[DebuggerDisplay("{Name,nq}")]
public readonly record struct Function<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string Name)
{
    /// <summary>Binds arguments, for <see cref="ICloudburstClient"/>'s general methods.</summary>
    public CloudburstRequest<TResult> With(Arg<T1> arg1, Arg<T2> arg2, Arg<T3> arg3, Arg<T4> arg4, Arg<T5> arg5, Arg<T6> arg6, Arg<T7> arg7, Arg<T8> arg8) => new(Name, arg1.Encode(), arg2.Encode(), arg3.Encode(), arg4.Encode(), arg5.Encode(), arg6.Encode(), arg7.Encode(), arg8.Encode());
}
