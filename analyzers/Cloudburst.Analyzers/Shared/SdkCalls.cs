using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>What a call of the SDK does.</summary>
internal enum SdkCall
{
    /// <summary>It is no call of ours.</summary>
    None,

    /// <summary>It reads or writes state, or sends or receives a message.</summary>
    State,

    /// <summary>It calls a function or a DAG, or waits for a result.</summary>
    Client,
}

/// <summary>Sorts calls.</summary>
internal static class SdkCalls
{
    /// <summary>What an asynchronous call does.</summary>
    public static SdkCall Classify(this KnownSymbols symbols, IInvocationOperation call)
    {
        if (!symbols.IsTask(call.Type))
            return SdkCall.None;
        var type = call.TargetMethod.ContainingType;
        if (symbols.IsHandle(type) || type.Is(symbols.StateStore) || type.Is(symbols.Context))
            return SdkCall.State;
        return type.Is(symbols.Client) || type.Is(symbols.Calls) || type.Is(symbols.Future) || symbols.IsGeneratedClient(type) ? SdkCall.Client : SdkCall.None;
    }

    /// <summary>A call as a message names it: <c>Counter.AddAsync</c>.</summary>
    public static string Describe(this IInvocationOperation call) => $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}";
}
