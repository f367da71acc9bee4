using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Cloudburst;

/// <content>Many calls at once.</content>
public static partial class CloudburstCalls
{
    private const int MostInFlight = 256;

    /// <summary>Calls a function for each of many arguments, and gives the results in the order in which they come.</summary>
    /// <inheritdoc cref="CallManyAsync{TResult}(ICloudburstClient, IEnumerable{CloudburstRequest{TResult}}, CallOptions?, int, CancellationToken)" path="/*[not(self::summary)]"/>
    public static IAsyncEnumerable<CallOutcome<TResult>> CallManyAsync<T1, TResult>(
        this ICloudburstClient client, Function<T1, TResult> function, IEnumerable<T1> arguments, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return client.CallManyAsync(arguments.Select(argument => function.With(argument)), options, maxInFlight, cancellationToken);
    }

    /// <summary>Calls a DAG for each of many arguments, and gives the results in the order in which they come.</summary>
    /// <inheritdoc cref="CallManyAsync{TResult}(ICloudburstClient, IEnumerable{CloudburstRequest{TResult}}, CallOptions?, int, CancellationToken)" path="/*[not(self::summary)]"/>
    public static IAsyncEnumerable<CallOutcome<TResult>> CallManyAsync<T1, TResult>(
        this ICloudburstClient client, Dag<T1, TResult> dag, IEnumerable<T1> arguments, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(arguments);
        return client.CallManyAsync(arguments.Select(argument => dag.With(argument)), options, maxInFlight, cancellationToken);
    }

    /// <summary>Makes many calls, and gives the results in the order in which they come.</summary>
    /// <param name="client">The client.</param>
    /// <param name="requests">
    /// The calls. They are enumerated as there is room for more, so that there may be any number of them; what waits to be sent goes to the scheduler in one message.
    /// </param>
    /// <param name="options">
    /// How each is made. Of <see cref="CallOptions.RequestId"/>, <see cref="CallOptions.OutputKey"/> and <see cref="CallOptions.TraceName"/> each call gets its own: the text given, <c>:</c> and the
    /// call's place. So the same many calls, made again with the same id, give the same answers, and only those run that have none.
    /// </param>
    /// <param name="maxInFlight">How many are under way at a time: those whose outcomes nobody has taken yet are not among them.</param>
    /// <param name="cancellationToken">Withdraws the calls under way, as does leaving the loop.</param>
    /// <returns>The outcomes. A call that fails, as a function that throws or as one that is refused for too much load, fails alone.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static IAsyncEnumerable<CallOutcome<TResult>> CallManyAsync<TResult>(
        this ICloudburstClient client, IEnumerable<CloudburstRequest<TResult>> requests, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxInFlight);
        return ManyAsync(requests, options, client.CallAsync, maxInFlight, cancellationToken);
    }

    /// <summary>Starts a function for each of many arguments; the results go to the store.</summary>
    /// <inheritdoc cref="StartManyAsync{TResult}(ICloudburstClient, IEnumerable{CloudburstRequest{TResult}}, CallOptions?, int, CancellationToken)" path="/*[not(self::summary)]"/>
    public static Task<IReadOnlyList<CallOutcome<CloudburstFuture<TResult>>>> StartManyAsync<T1, TResult>(
        this ICloudburstClient client, Function<T1, TResult> function, IEnumerable<T1> arguments, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return client.StartManyAsync(arguments.Select(argument => function.With(argument)), options, maxInFlight, cancellationToken);
    }

    /// <summary>Starts a DAG for each of many arguments; the results go to the store.</summary>
    /// <inheritdoc cref="StartManyAsync{TResult}(ICloudburstClient, IEnumerable{CloudburstRequest{TResult}}, CallOptions?, int, CancellationToken)" path="/*[not(self::summary)]"/>
    public static Task<IReadOnlyList<CallOutcome<CloudburstFuture<TResult>>>> StartManyAsync<T1, TResult>(
        this ICloudburstClient client, Dag<T1, TResult> dag, IEnumerable<T1> arguments, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dag);
        ArgumentNullException.ThrowIfNull(arguments);
        return client.StartManyAsync(arguments.Select(argument => dag.With(argument)), options, maxInFlight, cancellationToken);
    }

    /// <summary>Starts many calls; their results go to the store.</summary>
    /// <inheritdoc cref="CallManyAsync{TResult}(ICloudburstClient, IEnumerable{CloudburstRequest{TResult}}, CallOptions?, int, CancellationToken)" path="/param"/>
    /// <returns>Completes when all are placed, or refused: for each call its future, or why it could not be placed, in the order of the calls.</returns>
    /// <exception cref="OperationCanceledException">The token fired. Calls that were placed go on.</exception>
    public static Task<IReadOnlyList<CallOutcome<CloudburstFuture<TResult>>>> StartManyAsync<TResult>(
        this ICloudburstClient client, IEnumerable<CloudburstRequest<TResult>> requests, CallOptions? options = null, int maxInFlight = MostInFlight, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxInFlight);
        return InOrderAsync(ManyAsync(requests, options, client.StartAsync, maxInFlight, cancellationToken));
    }

    private static async Task<IReadOnlyList<CallOutcome<T>>> InOrderAsync<T>(IAsyncEnumerable<CallOutcome<T>> outcomes)
    {
        var all = new List<CallOutcome<T>>();
        await foreach (var outcome in outcomes.ConfigureAwait(false))
            all.Add(outcome);
        all.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        return all;
    }

    private static async IAsyncEnumerable<CallOutcome<T>> ManyAsync<TResult, T>(
        IEnumerable<CloudburstRequest<TResult>> requests, CallOptions? options, Func<CloudburstRequest<TResult>, CallOptions?, CancellationToken, Task<T>> make, int maxInFlight,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = Channel.CreateUnbounded<CallOutcome<T>>(new UnboundedChannelOptions { SingleReader = true });
        var (made, underWay) = (0, 0);
        try
        {
            using var source = requests.GetEnumerator();
            var isMore = true;
            while (true)
            {
                while (isMore && underWay < maxInFlight && (isMore = source.MoveNext()))
                {
                    underWay++;
                    _ = MakeAsync(source.Current, OptionsOf(options, made), make, made++, ended.Writer, leaving.Token);
                }
                if (underWay == 0)
                    yield break;
                var outcome = await ended.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                underWay--;
                yield return outcome;
            }
        }
        finally
        {
            // Nothing is left behind of calls that nobody waits for.
            await leaving.CancelAsync().ConfigureAwait(false);
            for (; underWay > 0; underWay--)
                await ended.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task MakeAsync<TResult, T>(
        CloudburstRequest<TResult> request, CallOptions? options, Func<CloudburstRequest<TResult>, CallOptions?, CancellationToken, Task<T>> make, int index, ChannelWriter<CallOutcome<T>> ended,
        CancellationToken cancellationToken)
    {
        CallOutcome<T> outcome;
        try
        {
            outcome = new CallOutcome<T>(index, await make(request, options, cancellationToken).ConfigureAwait(false), error: null);
        }
#pragma warning disable CA1031 // Whatever it failed with is this call's outcome, and no other's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            outcome = new CallOutcome<T>(index, default, error);
        }
        ended.TryWrite(outcome);
    }

    /// <summary>What is one call's alone is told apart by its place.</summary>
    private static CallOptions? OptionsOf(CallOptions? options, int index) => options is null or { RequestId: null, OutputKey: null, TraceName: null } ? options : options with
    {
        RequestId = Own(options.RequestId, index),
        OutputKey = Own(options.OutputKey, index),
        TraceName = Own(options.TraceName, index),
    };

    private static string? Own(string? text, int index) => text is null ? null : FormattableString.Invariant($"{text}:{index}");
}
