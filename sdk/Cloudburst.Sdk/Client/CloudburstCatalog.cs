namespace Cloudburst;

/// <summary>What a scheduler knows.</summary>
/// <param name="Functions">The functions that an attached executor has, ordered by name.</param>
/// <param name="Dags">The registered DAGs, ordered by name.</param>
public sealed record CloudburstCatalog(IReadOnlyList<FunctionContract> Functions, IReadOnlyList<DagShape> Dags);

/// <summary>A function's contract.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Parameters">The parameters that travel.</param>
/// <param name="ResultType">The result's type; <see langword="null"/> when there is none.</param>
public sealed record FunctionContract(string Name, IReadOnlyList<FunctionParameter> Parameters, string? ResultType)
{
    /// <summary>Whether it yields any number of results, one after the other; <see cref="ResultType"/> is one's.</summary>
    public bool Streams { get; init; }
}
