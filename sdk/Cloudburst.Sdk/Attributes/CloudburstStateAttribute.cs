namespace Cloudburst;

/// <summary>
/// Makes a <see langword="partial"/> class a typed view of the store. Each <see langword="partial"/> method that returns a state handle
/// (<see cref="Counter"/>, <see cref="Register{T}"/>, <see cref="SetOf{T}"/>, <see cref="Maximum"/>, <see cref="Flag"/>) becomes an accessor whose key is
/// <c>prefix/method/arg1/arg2</c>, in lower case but for the arguments. A function receives the class as a parameter.
/// </summary>
/// <param name="prefix">The first segment of every key.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CloudburstStateAttribute(string prefix) : Attribute
{
    /// <summary>The first segment of every key.</summary>
    public string Prefix { get; } = prefix;
}
