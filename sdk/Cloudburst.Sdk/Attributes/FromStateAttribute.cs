namespace Cloudburst;

/// <summary>
/// Binds a parameter to the value of a register, read before the function runs, together with all others in one multi-get. The parameter takes
/// no argument from the caller; an absent key binds to the type's default value.
/// </summary>
/// <param name="key">The key; <c>{name}</c> stands for the value of the parameter of that name.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class FromStateAttribute(string key) : Attribute
{
    /// <summary>The key's template.</summary>
    public string Key { get; } = key;
}
