using System.ComponentModel;

namespace Cloudburst;

/// <summary>Lists an assembly's functions and DAGs. The generator writes one per assembly.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FunctionModule
{
    /// <summary>The functions, ordered by name.</summary>
    public abstract IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>The DAGs that are registered when a host starts. Called once, after the functions are known.</summary>
    public virtual IReadOnlyList<Dag> CreateDags() => [];
}
