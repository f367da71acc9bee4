using System.ComponentModel;
using System.Diagnostics;

namespace Cloudburst;

/// <summary>A class with instance functions: an executor makes one object of it, which all calls share. The generator writes one per class.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerDisplay("{Name,nq}")]
public sealed class FunctionClass
{
    /// <summary>Describes a class.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="create">Calls its constructor with services of the host.</param>
    public FunctionClass(string name, Func<IServiceProvider, object> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        Name = name;
        Create = create;
    }

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>Calls its constructor with services of the host.</summary>
    public Func<IServiceProvider, object> Create { get; }

    /// <summary>Whether the object is made when an executor starts.</summary>
    /// <value><see langword="false"/>: at the first call.</value>
    public bool WarmsUp { get; init; }
}
