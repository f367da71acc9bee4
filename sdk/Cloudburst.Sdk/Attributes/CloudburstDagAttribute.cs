namespace Cloudburst;

/// <summary>
/// Marks a static property or parameterless static method that returns a <see cref="Dag"/>. The generator lists it, so that the DAG is
/// registered when the host starts and callable by its name from any client. The containing class must be <see langword="partial"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method, Inherited = false)]
public sealed class CloudburstDagAttribute : Attribute;
