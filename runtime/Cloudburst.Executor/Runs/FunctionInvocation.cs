using Cloudburst.Executor.Instances;
using Cloudburst.Executor.State;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>One run of one node: decodes what the generated invoker asks for, and takes its result.</summary>
internal sealed class FunctionInvocation(
    FunctionDescriptor function, ArgumentSlot[] arguments, FunctionContext context, InvocationScope scope, bool isElement) : Invocation
{
    private ReadOnlyMemory<byte>[] _state = [];
    private object? _instance;
    private BatchEntry? _batch;
    private object?[]? _decoded;
    private List<InnerReference>? _inner;
    private bool _touchedUnresolved;

    public override CloudburstContext Context => context;

    public override IServiceProvider Services => scope.Services;

    public override object Instance => _instance ?? throw new InvalidOperationException($"'{function.Name}' is static and has no object");

    /// <summary>The encoded result; the null payload for a function that has none.</summary>
    public ReadOnlyMemory<byte> Result { get; private set; } = Payload.Encode<object?>(null);

    public override T Argument<T>(int index)
    {
        ref readonly var slot = ref arguments[index];
        if (!slot.IsResolved)
        {
            _touchedUnresolved = true;
            return default!;
        }
        return _decoded?[index] is { } decoded ? (T)decoded : Decode<T>(index, slot)!;
    }

    public override Ref<T> Reference<T>(int index)
    {
        ref readonly var slot = ref arguments[index];
        return Ref.Resolved(slot.Key ?? "", slot.IsResult, exists: !slot.Payload.IsEmpty, slot.Payload.IsEmpty ? default : Decode<T>(index, slot));
    }

    public override void FindReferences<T>(int index)
    {
        ref readonly var slot = ref arguments[index];
        if (!slot.IsResolved || slot.Payload.IsEmpty || _decoded?[index] is not null)
            return;
        var met = new List<ReferenceRead>();
        try
        {
            (_decoded ??= new object?[arguments.Length])[index] = ReferenceScope.Decode<T>(slot.Payload, slot.IsGiven, met);
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.PayloadUndecodable)
        {
            throw Errors.BadArgument(function.Name, function.Parameters[index], index, error);
        }
        foreach (var read in met)
            (_inner ??= []).Add(new InnerReference(this, index, read));
    }

    /// <summary>The references inside of its arguments, as far as these are there, that have not been read. Whoever reads them takes them out.</summary>
    public List<InnerReference> FindReferences()
    {
        function.References?.Invoke(this);
        return _inner ??= [];
    }

    /// <summary>Takes what was read for a reference inside of an argument.</summary>
    /// <exception cref="CloudburstException">It is of another type.</exception>
    public void Take(in InnerReference reference, ReadOnlyMemory<byte> payload)
    {
        try
        {
            reference.Read.Take(payload);
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.PayloadUndecodable)
        {
            throw Errors.BadReference(function.Name, function.Parameters[reference.Argument], reference.Argument, reference.Read.Key, error);
        }
    }

    public override T? State<T>(int index)
        where T : default
    {
        var capsule = _state[index];
        return capsule.IsEmpty ? default : Register<T>.Read(context.State, StateKeys[index], capsule);
    }

    /// <summary>Whether the caller reads the result without knowing its type.</summary>
    public bool IsReadable { get; init; }

    /// <summary>Whether the next part of the DAG is placed by the keys in the result.</summary>
    public bool IsContinued { get; init; }

    /// <summary>Those keys.</summary>
    public IReadOnlyList<string> KeysOfResult { get; private set; } = [];

    public override void SetResult<T>(T value)
    {
        if (isElement)
        {
            // The results of a map's elements become one list.
            Result = PayloadLists.EncodeElement(value);
        }
        else if (IsContinued)
        {
            Result = ReferenceScope.Encode(value, out var keys);
            KeysOfResult = keys;
        }
        else
        {
            Result = Encode(value);
        }
    }

    public override async ValueTask StreamAsync<T>(IAsyncEnumerable<T> items)
    {
        if (items is null)
            throw new InvalidOperationException($"'{function.Name}' returned null instead of a stream");
        var token = context.CancellationToken;
        await foreach (var item in items.WithCancellation(token).ConfigureAwait(false))
        {
            var payload = Encode(item);
            if (payload.Length > Limits.MaxValueBytes)
                throw Errors.TooLarge(function.Name, payload.Length, Limits.MaxValueBytes);
            await context.Results.WriteAsync(payload, token).ConfigureAwait(false);
        }
    }

    public override ValueTask JoinBatchAsync<TItem>(TItem item, BatchRunner<TItem> run)
    {
        var batch = _batch ?? throw new InvalidOperationException($"'{function.Name}' takes one call at a time");
        return batch.Lane.JoinAsync(new BatchCall<TItem>(batch, this, item, run), context.CancellationToken);
    }

    /// <summary>Runs a function that takes several calls at once.</summary>
    public ValueTask RunInBatchAsync(BatchEntry batch)
    {
        _batch = batch;
        return function.Invoker(this);
    }

    /// <summary>The keys of the function's state parameters, once known.</summary>
    public string[] StateKeys { get; private set; } = [];

    /// <summary>Works out the state keys, unless they depend on an argument that has not been read yet.</summary>
    public bool TryFindStateKeys()
    {
        if (function.StateKeys is null || StateKeys.Length > 0)
            return true;
        _touchedUnresolved = false;
        var keys = function.StateKeys(this);
        if (_touchedUnresolved)
            return false;
        StateKeys = keys;
        return true;
    }

    public void SetInstance(object instance) => _instance = instance;

    public void SetState(ReadOnlyMemory<byte>[] capsules) => _state = capsules;

    private byte[] Encode<T>(T value) => IsReadable ? Payload.EncodeReadable(value) : Payload.Encode(value);

    private T? Decode<T>(int index, in ArgumentSlot slot)
    {
        if (slot.Payload.IsEmpty)
            return default;
        try
        {
            return Payload.Decode<T>(slot.Payload, slot.IsGiven);
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.PayloadUndecodable)
        {
            throw Errors.BadArgument(function.Name, function.Parameters[index], index, error);
        }
    }
}

/// <summary>An argument on its way to a function.</summary>
internal struct ArgumentSlot
{
    /// <summary>Where its value is read from, if not given.</summary>
    public string? Key;

    /// <summary>Whether the key holds another request's outcome.</summary>
    public bool IsResult;

    /// <summary>Whether that outcome is not there yet.</summary>
    public readonly bool IsAwaited => IsResult && !IsResolved;

    /// <summary>Whether the caller has passed the value itself.</summary>
    public readonly bool IsGiven => Key is null;

    private int _item;

    /// <summary>The payload; empty for a key that is absent.</summary>
    public ReadOnlyMemory<byte> Payload;

    public bool IsResolved;

    public static ArgumentSlot Of(ArgumentValue argument) => argument.KindCase switch
    {
        ArgumentValue.KindOneofCase.Key => new ArgumentSlot { Key = argument.Key },
        ArgumentValue.KindOneofCase.ResultKey => new ArgumentSlot { Key = argument.ResultKey, IsResult = true },
        _ => new ArgumentSlot { Payload = argument.Value.Memory, IsResolved = true },
    };

    public static ArgumentSlot Of(ReadOnlyMemory<byte> payload) => new() { Payload = payload, IsResolved = true };

    /// <summary>Takes what was read under the key.</summary>
    public void Resolve(ReadOnlyMemory<byte> payload)
    {
        Payload = _item > 0 && !payload.IsEmpty ? PayloadTuples.Item(payload, _item) : payload;
        IsResolved = true;
    }

    /// <summary>Takes one item of the tuple that it is, or will turn out to be.</summary>
    public void TakeItem(int item)
    {
        if (IsResolved)
            Payload = PayloadTuples.Item(Payload, item);
        else
            _item = item;
    }
}
