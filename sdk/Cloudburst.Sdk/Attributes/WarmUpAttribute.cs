namespace Cloudburst;

/// <summary>
/// Makes the object of a class with instance functions when an executor starts, not at the first call. As long as it is being made, calls go to executors that are ready, if there are any.
/// </summary>
/// <remarks>Should it fail, the executor starts all the same, says so in its log, and tries again at the next call.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WarmUpAttribute : Attribute;
