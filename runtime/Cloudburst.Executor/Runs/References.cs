using Cloudburst.Executor.State;
using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>Opens the capsules that arguments refer to.</summary>
internal static class References
{
    /// <summary>The payload of a register; empty when the key is absent.</summary>
    public static ReadOnlyMemory<byte> PayloadOf(string key, ReadOnlyMemory<byte> capsule, RequestState state)
    {
        if (capsule.IsEmpty)
            return capsule;
        return RegisterCapsule.TryRead(state, key, "register that a call refers to", capsule, out var payload) ? payload : default;
    }

    /// <summary>The value of another request.</summary>
    /// <exception cref="CloudburstException">It is not there, or the request failed.</exception>
    public static ReadOnlyMemory<byte> OutcomeOf(string key, ReadOnlyMemory<byte> capsule, TimeSpan waited)
    {
        if (capsule.IsEmpty)
            throw Errors.ResultMissing(key, waited);
        var outcome = Outcome.Parser.ParseFrom(Capsule.LwwPayload(capsule).Span);
        if (outcome.KindCase != Outcome.KindOneofCase.Error)
            return outcome.Value.Memory;
        var details = new Dictionary<string, string>(outcome.Error.Details) { ["argument-key"] = key };
        throw new CloudburstException(
            (CloudburstErrorCode)outcome.Error.Code, $"An argument of this call is the result of a request that failed: {outcome.Error.Message}", details);
    }
}
