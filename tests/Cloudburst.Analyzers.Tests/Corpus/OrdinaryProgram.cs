// A program around functions: hosts, clients, workers, tests. It may block, keep static state and read the clock: it is no function.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ordinary.Program;

public sealed record Measurement(string Name, double Value, DateTime At)
{
    public Guid Id { get; } = Guid.NewGuid();

    public Func<double, string> Format { get; init; } = value => value.ToString(CultureInfo.InvariantCulture);
}

public static partial class Maths
{
    [CloudburstFunction("maths.add")]
    public static int Add(int x, int y) => x + y;

    [CloudburstFunction("maths.negate")]
    public static int Negate(int x) => -x;

    [CloudburstDag]
    public static Dag<int, int, int> NegatedSum => Dag.Start(Functions.Add).Then(Functions.Negate).Named("negated-sum");
}

[CloudburstState("stats")]
public partial class StatsState
{
    public partial Counter Runs(string machine);

    public partial Register<double> Average(string name);

    public partial SetOf<int> Seen();
}

public sealed class Metrics : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, long> Totals = new();
    private static int _instances;

    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private readonly List<Measurement> _pending = [];
    private readonly Random _random = new();

    public Metrics()
    {
        Interlocked.Increment(ref _instances);
        _timer = new Timer(_ => Flush(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public static int Instances => _instances;

    public void Record(string name, double value)
    {
        lock (_gate)
            _pending.Add(new Measurement(name, value, DateTime.UtcNow));
        Totals.AddOrUpdate(name, 1, static (_, count) => count + 1);
    }

    public void Flush()
    {
        lock (_gate)
            _pending.Clear();
        if (_random.Next(10) == 0)
            Console.WriteLine($"{Environment.MachineName}: {Totals.Count} at {DateTimeOffset.Now}");
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Flush();
        GC.SuppressFinalize(this);
    }
}

public static class Programs
{
    public static async Task<int> RunAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var sum = await cloud.Maths.AddAsync(1, 2, cancellationToken: cancellationToken);
        var negated = await cloud.CallAsync(Maths.NegatedSum, 1, 2, new CallOptions { Timeout = TimeSpan.FromSeconds(5) }, cancellationToken);
        var later = await cloud.StartAsync(Maths.Functions.Negate, sum, cancellationToken: cancellationToken);
        var result = await later.GetAsync(TimeSpan.FromSeconds(10), cancellationToken);
        Console.WriteLine($"{sum} {negated} {result} in {Stopwatch.GetElapsedTime(started)}");
        return result;
    }

    public static async Task CountAsync(ICloudburstClient cloud, int calls, CancellationToken cancellationToken)
    {
        var stats = new StatsState(cloud.State);
        var before = await stats.Runs(Environment.MachineName).ReadAsync(cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), cancellationToken, async (i, token) =>
        {
            await cloud.Maths.AddAsync(i, i, cancellationToken: token);
            await stats.Runs(Environment.MachineName).IncrementAsync(cancellationToken: token);
        });
        var after = await stats.Runs(Environment.MachineName).ReadAsync(cancellationToken);
        await stats.Average("calls").WriteAsync((after - before) / 2.0, cancellationToken);
    }

    public static int RunBlocking(ICloudburstClient cloud)
    {
        var task = Task.Run(() => RunAsync(cloud, CancellationToken.None));
        Thread.Sleep(1);
        return task.GetAwaiter().GetResult();
    }

    public static async Task<IReadOnlyList<int>> SeenAsync(ICloudburstClient cloud)
    {
        var seen = new StatsState(cloud.State).Seen();
        if (!await seen.ContainsAsync(1))
            await seen.AddAsync(1);
        return [.. await seen.ReadAsync()];
    }

    public static async Task<string> ExpectFailureAsync(ICloudburstClient cloud)
    {
        try
        {
            await cloud.Maths.AddAsync(int.MaxValue, 1);
            return "none";
        }
        catch (FunctionFailedException error)
        {
            return error.ExceptionMessage;
        }
    }

    public static Dag MakeDag(int length)
    {
        var dag = Dag.Start(Maths.Functions.Negate);
        for (var i = 0; i < length; i++)
            dag = dag.Then(Maths.Functions.Negate);
        return dag;
    }

    public static Dag MakeWide(int width) => Dag.Build<int, int>((builder, x) =>
    {
        var sum = builder.Add(Maths.Functions.Negate, x);
        for (var i = 0; i < width; i++)
            sum = builder.Add(Maths.Functions.Add, sum, builder.Add(Maths.Functions.Negate, x));
        return sum;
    });

    public static DagShape Written(string function) => new("written", 1, [new DagNodeShape(function, "only", [DagBinding.FromInput(0)])], 0);

    public static async Task WaitAsync(ICloudburstClient cloud, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        while ((await cloud.GetCatalogAsync(cancellationToken: limit.Token)).Functions.Count == 0)
            await Task.Delay(100, limit.Token);
    }

    public static string Key(double value) => new StringBuilder().Append(CultureInfo.InvariantCulture, $"key/{value}").ToString();
}
