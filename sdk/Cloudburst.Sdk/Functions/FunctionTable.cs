using System.Collections.Frozen;
using System.Diagnostics;

namespace Cloudburst;

/// <summary>The functions that an executor can run, by name. Immutable and thread-safe.</summary>
[DebuggerDisplay("{Functions.Count} functions, {Dags.Count} DAGs")]
public sealed class FunctionTable
{
    private readonly FrozenDictionary<string, FunctionDescriptor> _byName;

    private FunctionTable(FrozenDictionary<string, FunctionDescriptor> byName, IReadOnlyList<Dag> dags)
    {
        _byName = byName;
        Dags = dags;
    }

    /// <summary>A table without functions.</summary>
    public static FunctionTable Empty { get; } = new(FrozenDictionary<string, FunctionDescriptor>.Empty, []);

    /// <summary>The functions, in no particular order.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions => _byName.Values;

    /// <summary>The DAGs to register when the host starts.</summary>
    public IReadOnlyList<Dag> Dags { get; }

    /// <summary>Joins the functions of several assemblies.</summary>
    /// <exception cref="CloudburstException">Two functions have one name.</exception>
    public static FunctionTable Create(IEnumerable<FunctionModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var functions = new Dictionary<string, FunctionDescriptor>(StringComparer.Ordinal);
        var dags = new List<Dag>();
        foreach (var module in modules)
        {
            foreach (var function in module.Functions)
            {
                if (!functions.TryAdd(function.Name, function))
                {
                    throw new CloudburstException(
                        CloudburstErrorCode.InvalidArgument,
                        $"Two functions are named '{function.Name}'; give one of them another name with [CloudburstFunction(\"…\")]");
                }
            }
            dags.AddRange(module.CreateDags());
        }
        return new FunctionTable(functions.ToFrozenDictionary(StringComparer.Ordinal), dags);
    }

    /// <summary>Finds a function by its registered name.</summary>
    public FunctionDescriptor? Find(string name) => _byName.GetValueOrDefault(name);
}
