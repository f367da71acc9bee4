namespace Cloudburst;

/// <summary>
/// Makes a static method a Cloudburst function: it can be called by name from any client, composed into DAGs, and keeps state through its
/// <see cref="CloudburstContext"/> or state classes. The containing class must be <see langword="partial"/>; the generator adds a nested
/// <c>Functions</c> class to it with one typed token per function.
/// </summary>
/// <remarks>
/// A function may run more than once for one request (an executor died before its answer was recorded), so effects outside Cloudburst
/// should be idempotent. It may return a value, <see cref="Task"/>, <see cref="Task{TResult}"/>, <see cref="ValueTask"/> or
/// <see cref="ValueTask{TResult}"/>. Cloudburst (VLDB 2020) §3.
/// </remarks>
/// <param name="name">
/// The registered name, or <see langword="null"/> for <c>Class.Method</c>. Letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CloudburstFunctionAttribute(string? name = null) : Attribute
{
    /// <summary>The registered name.</summary>
    /// <value><see langword="null"/> by default: the name is <c>Class.Method</c>.</value>
    public string? Name { get; } = name;
}
