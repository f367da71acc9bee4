using Cloudburst.Executor.State;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// Reads what the arguments of a call refer to before its function runs: registers, by references that are arguments or lie inside of some, results of other requests, and along with them the
/// state parameters. Registers are read in one multi-get, unless some of their keys are only known once others have been read.
/// </summary>
internal static class ArgumentReads
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Reads what a call needs.</summary>
    /// <exception cref="CloudburstException">A result is not there in time, or its request failed; the store can't be reached, or holds something else.</exception>
    public static async ValueTask ResolveAsync(
        ExecutorEngine engine, RequestRun run, FunctionDescriptor function, ArgumentSlot[] arguments, FunctionInvocation invocation, RequestState state)
    {
        if (function.StateKeys is null && function.References is null && Array.TrueForAll(arguments, static argument => argument.IsResolved))
            return;
        var stateIsRead = function.StateKeys is null;
        while (true)
        {
            var inner = invocation.FindReferences();
            // What comes may refer to more, and a state key may depend on it.
            if (await WaitForResultsAsync(engine, run, arguments, inner, state).ConfigureAwait(false))
                continue;
            var findsState = !stateIsRead && invocation.TryFindStateKeys();
            var (keys, places) = KeysOf(arguments, inner);
            if (findsState)
                keys.AddRange(invocation.StateKeys);
            if (keys.Count > 0)
            {
                var capsules = await state.ReadManyAsync(keys).ConfigureAwait(false);
                Take(arguments, inner, state, key => capsules[places[key]]);
                if (findsState)
                    invocation.SetState([.. capsules.Skip(places.Count)]);
            }
            else if (findsState)
            {
                invocation.SetState([]);
            }
            stateIsRead |= findsState;
            if (places.Count == 0)
                return;
        }
    }

    /// <summary>Reads references that are arguments, whatever lies inside of them.</summary>
    /// <inheritdoc cref="ResolveAsync(ExecutorEngine, RequestRun, FunctionDescriptor, ArgumentSlot[], FunctionInvocation, RequestState)" path="/exception"/>
    public static async ValueTask ResolveAsync(ExecutorEngine engine, RequestRun run, ArgumentSlot[] arguments, RequestState state)
    {
        await WaitForResultsAsync(engine, run, arguments, [], state).ConfigureAwait(false);
        var (keys, places) = KeysOf(arguments, []);
        if (keys.Count == 0)
            return;
        var capsules = await state.ReadManyAsync(keys).ConfigureAwait(false);
        Take(arguments, [], state, key => capsules[places[key]]);
    }

    private static (List<string> Keys, Dictionary<string, int> Places) KeysOf(ArgumentSlot[] arguments, IReadOnlyList<InnerReference> inner)
    {
        var keys = new List<string>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (!argument.IsResolved)
                Add(argument.Key!);
        }
        foreach (var reference in inner)
            Add(reference.Read.Key);
        return (keys, places);

        void Add(string key)
        {
            if (places.TryAdd(key, keys.Count))
                keys.Add(key);
        }
    }

    private static void Take(ArgumentSlot[] arguments, List<InnerReference> inner, RequestState state, Func<string, ReadOnlyMemory<byte>> capsuleOf)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].IsResolved)
                arguments[i].Resolve(References.PayloadOf(arguments[i].Key!, capsuleOf(arguments[i].Key!), state));
        }
        foreach (var reference in inner)
            reference.Take(References.PayloadOf(reference.Read.Key, capsuleOf(reference.Read.Key), state));
        inner.Clear();
    }

    /// <summary>Waits for results of other requests.</summary>
    /// <returns>Whether there were any to wait for.</returns>
    private static async ValueTask<bool> WaitForResultsAsync(ExecutorEngine engine, RequestRun run, ArgumentSlot[] arguments, List<InnerReference> inner, RequestState state)
    {
        if (!Array.Exists(arguments, static argument => argument.IsAwaited) && !inner.Exists(static reference => reference.Read.IsFuture))
            return false;
        var wait = run.Deadline - engine.Time.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Patience ? wait : Patience;
        var keys = arguments.Where(static argument => argument.IsAwaited).Select(static argument => argument.Key!)
            .Concat(inner.Where(static reference => reference.Read.IsFuture).Select(static reference => reference.Read.Key))
            .Distinct(StringComparer.Ordinal).ToArray();
        var capsules = await state.ReadOutsideSessionAsync(keys, wait, run.GetToken(engine.Time)).ConfigureAwait(false);
        var places = keys.Select(static (key, place) => (key, place)).ToDictionary(static item => item.key, static item => item.place, StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].IsAwaited)
                arguments[i].Resolve(References.OutcomeOf(arguments[i].Key!, capsules[places[arguments[i].Key!]].Memory, wait));
        }
        foreach (var reference in inner)
        {
            if (reference.Read.IsFuture)
                reference.Take(References.OutcomeOf(reference.Read.Key, capsules[places[reference.Read.Key]].Memory, wait));
        }
        inner.RemoveAll(static reference => reference.Read.IsRead);
        return true;
    }
}

/// <summary>A reference inside of an argument.</summary>
/// <param name="Invocation">The call.</param>
/// <param name="Argument">The argument's place.</param>
/// <param name="Read">Receives what it refers to.</param>
internal readonly record struct InnerReference(FunctionInvocation Invocation, int Argument, ReferenceRead Read)
{
    public void Take(ReadOnlyMemory<byte> payload) => Invocation.Take(this, payload);
}
