namespace Cloudburst.EndToEnd.Tests;

/// <summary>What the classes below ask the host for: counts what is made and disposed, and lets a test hold back or fail the making.</summary>
public class Shelf
{
    private int _made;
    private int _disposed;

    public int Made => Volatile.Read(ref _made);

    public int Disposed => Volatile.Read(ref _disposed);

    /// <summary>What the next constructors throw, one after the other.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>What initialisers wait for, by the number of the object.</summary>
    public Func<int, Task> Ready { get; set; } = static _ => Task.CompletedTask;

    public int Take()
    {
        var number = Interlocked.Increment(ref _made);
        lock (Failures)
        {
            if (Failures.TryDequeue(out var failure))
                throw failure;
        }
        return number;
    }

    public void GiveBack() => Interlocked.Increment(ref _disposed);
}

/// <summary>The same for those that are made at the start.</summary>
public sealed class WarmShelf : Shelf;

/// <summary>A model that is costly to load.</summary>
public sealed partial class Model(Shelf shelf) : IDisposable
{
    private readonly int _number = shelf.Take();
    private bool _isDisposed;

    [CloudburstFunction("model.weigh")]
    public int Weigh(int x)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return x * 10;
    }

    [CloudburstFunction("model.label")]
    public async Task<string> Label(int x, CloudburstContext context)
    {
        await Task.Yield();
        return $"{x}/{_number}/{context.FunctionName}";
    }

    [CloudburstFunction("model.note")]
    public static string Note(int x) => $"note {x}";

    public void Dispose()
    {
        _isDisposed = true;
        shelf.GiveBack();
    }
}

/// <summary>
/// A model that needs more than a constructor. It is not marked [WarmUp], or it would be made in the systems of all other tests too: see <see cref="WarmModule"/>.
/// </summary>
public sealed partial class WarmModel(WarmShelf shelf) : IAsyncInitializable, IAsyncDisposable
{
    private readonly int _number = shelf.Take();
    private bool _isReady;

    [CloudburstFunction("warm.where")]
    public string Where(CloudburstContext context) => _isReady ? context.Id.Value[(context.Id.Value.IndexOf('@', StringComparison.Ordinal) + 1)..] : "not ready";

    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await shelf.Ready(_number).WaitAsync(cancellationToken);
        _isReady = true;
    }

    public ValueTask DisposeAsync()
    {
        shelf.GiveBack();
        return default;
    }
}

/// <summary>This assembly's functions, with every <see cref="WarmModel"/> made at the start.</summary>
internal sealed class WarmModule(FunctionModule module) : FunctionModule
{
    public override IReadOnlyList<FunctionDescriptor> Functions { get; } = [.. module.Functions.Select(WarmUp)];

    private static FunctionDescriptor WarmUp(FunctionDescriptor function) => function.Class is { Name: "Cloudburst.EndToEnd.Tests.WarmModel" } type
        ? new FunctionDescriptor(function.Name, function.Parameters, function.ResultType, function.Invoker) { Class = new FunctionClass(type.Name, type.Create) { WarmsUp = true } }
        : function;
}

/// <summary>A service of one call.</summary>
public sealed class Desk(Shelf shelf) : IDisposable
{
    public int Number { get; } = shelf.Take();

    public void Dispose() => shelf.GiveBack();
}

public static partial class DeskFunctions
{
    /// <summary>Goes on after its time with the service that it was given, until the test lets go.</summary>
    [CloudburstFunction("desk.long", TimeoutSeconds = 0.2)]
    public static async Task Long(string gate, [FromServices] Desk desk)
    {
        await TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        GC.KeepAlive(desk);
    }

    [CloudburstFunction("desk.same")]
    public static bool Same([FromServices] Desk first, [FromServices] Desk second) => ReferenceEquals(first, second);
}
