using System.ComponentModel;

namespace Cloudburst;

/// <summary>Written by the generator: names the type that lists an assembly's functions, so that other assemblies find them without reflection over members.</summary>
/// <param name="module">The generated module type; it derives from <see cref="FunctionModule"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CloudburstModuleAttribute(Type module) : Attribute
{
    /// <summary>The generated module type.</summary>
    public Type Module { get; } = module;
}
