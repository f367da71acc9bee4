namespace Cloudburst;

/// <summary>The types that a caller takes a DAG to have, as functions' contracts name them; the scheduler compares them with what is registered.</summary>
/// <param name="Parameters">The types of the arguments.</param>
/// <param name="Result">The type of the result.</param>
public sealed record DagSignature(IReadOnlyList<string> Parameters, string Result)
{
    internal static DagSignature Of<TResult>(params ReadOnlySpan<Type> parameters)
    {
        var names = new string[parameters.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = ContractName.Of(parameters[i]);
        return new DagSignature(names, ContractName.Of(typeof(TResult)));
    }
}
