using System.Diagnostics;

namespace Cloudburst;

/// <summary>A function as the generator describes it and an executor runs it.</summary>
[DebuggerDisplay("{Name,nq}")]
public sealed class FunctionDescriptor
{
    /// <summary>Describes a function.</summary>
    public FunctionDescriptor(
        string name, IReadOnlyList<FunctionParameter> parameters, string? resultType, FunctionInvoker invoker, StateKeys? stateKeys = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(invoker);
        Name = name;
        Parameters = parameters;
        ResultType = resultType;
        Invoker = invoker;
        StateKeys = stateKeys;
    }

    /// <summary>The registered name.</summary>
    public string Name { get; }

    /// <summary>The parameters that travel, in declared order; injected parameters are not among them.</summary>
    public IReadOnlyList<FunctionParameter> Parameters { get; }

    /// <summary>The contract's name of the result type; <see langword="null"/> when there is no result.</summary>
    public string? ResultType { get; }

    /// <summary>Runs the function.</summary>
    public FunctionInvoker Invoker { get; }

    /// <summary>Computes the keys to read before it runs; <see langword="null"/> when there are none.</summary>
    public StateKeys? StateKeys { get; }

    /// <summary>Finds the references inside of its arguments; <see langword="null"/> when no parameter's type has any inside.</summary>
    public ReferenceFinder? References { get; init; }

    /// <summary>Whether it yields any number of results, one after the other; <see cref="ResultType"/> is one's.</summary>
    public bool Streams { get; init; }

    /// <summary>The class whose object it runs on; <see langword="null"/> for a static method.</summary>
    public FunctionClass? Class { get; init; }

    /// <summary>How long one run may take; <see langword="null"/> for as long as the call.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How many runs of it an executor has at once; <see langword="null"/> for as many as there are workers, or for one where <see cref="MaxBatch"/> is given.
    /// </summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many calls one run takes together; <see langword="null"/> for one.</summary>
    public int? MaxBatch { get; init; }

    /// <summary>The label that an executor must have to run it; <see langword="null"/> for none.</summary>
    public string? Resource { get; init; }

    /// <summary>How much memory one run needs, in MB; <see langword="null"/> where nothing is known of it.</summary>
    public int? MemoryMB { get; init; }
}

/// <summary>A parameter that travels.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">The contract's name of its type.</param>
public readonly record struct FunctionParameter(string Name, string Type);
