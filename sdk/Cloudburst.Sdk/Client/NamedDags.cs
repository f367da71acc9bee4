namespace Cloudburst;

/// <summary>Finds DAGs by their names.</summary>
public static class NamedDags
{
    /// <summary>
    /// A DAG that somebody has registered, by its name. A call of it whose types are not the registered one's is <see cref="CloudburstErrorCode.InvalidArgument"/>, and runs nothing; of versions the
    /// latest one is called.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name under which it is registered.</param>
    public static NamedDag<T1, TResult> Dag<T1, TResult>(this ICloudburstClient client, string name) => new(client, name);

    /// <summary>
    /// A DAG that somebody has registered, by its name. A call of it whose types are not the registered one's is <see cref="CloudburstErrorCode.InvalidArgument"/>, and runs nothing; of versions the
    /// latest one is called.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name under which it is registered.</param>
    public static NamedDag<T1, T2, TResult> Dag<T1, T2, TResult>(this ICloudburstClient client, string name) => new(client, name);

    /// <summary>
    /// A DAG that somebody has registered, by its name. A call of it whose types are not the registered one's is <see cref="CloudburstErrorCode.InvalidArgument"/>, and runs nothing; of versions the
    /// latest one is called.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name under which it is registered.</param>
    public static NamedDag<T1, T2, T3, TResult> Dag<T1, T2, T3, TResult>(this ICloudburstClient client, string name) => new(client, name);

    /// <summary>
    /// A DAG that somebody has registered, by its name. A call of it whose types are not the registered one's is <see cref="CloudburstErrorCode.InvalidArgument"/>, and runs nothing; of versions the
    /// latest one is called.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name under which it is registered.</param>
    public static NamedDag<T1, T2, T3, T4, TResult> Dag<T1, T2, T3, T4, TResult>(this ICloudburstClient client, string name) => new(client, name);
}
