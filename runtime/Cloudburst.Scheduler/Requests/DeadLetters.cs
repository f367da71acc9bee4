using System.Buffers.Binary;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// Lists the requests that were tried as often as is allowed and never finished, so that somebody can look at them: an ordered set for each day, by time, in the store. Any
/// scheduler may add to it, and adding twice does no harm.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeadLetters(IKeyValueStore store, TimeProvider time, ILogger logger)
{
    /// <summary>Letters that one scheduler writes in an hour: a fault that hits every request is seen in a hundred of them as well as in all.</summary>
    internal const int MostInAnHour = 100;

    /// <summary>Arguments beyond this are left out.</summary>
    private const int MostArgumentBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private long _hour;
    private int _written;

    /// <summary>Puts a request on the list, in the background.</summary>
    /// <param name="request">What did not finish.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="error">What its caller is told, but for where the list is.</param>
    /// <returns>What its caller is told.</returns>
    public ErrorInfo Add(InFlightRequest request, int attempts, ErrorInfo error)
    {
        var now = time.GetUtcNow();
        if (!TryCount(now))
        {
            logger.LogError("Request {Request} for {Target} did not finish in {Attempts} attempts; this hour's dead letters are used up, so it is not listed", request.Id, request.Target, attempts);
            return error;
        }
        var key = DeadLetterKeys.ForDay(now);
        var told = error.Clone();
        told.Message = $"{error.Message}; it was tried {attempts} times and lies in the dead-letter list '{key}' (GetDeadLettersAsync)";
        told.Details["dead-letters"] = key;
        _ = StoreAsync(key, LetterOf(request, attempts, told, now));
        return told;
    }

    private static DeadLetter LetterOf(InFlightRequest request, int attempts, ErrorInfo error, DateTimeOffset now)
    {
        var letter = new DeadLetter
        {
            RequestId = request.Id,
            Target = request.Target,
            Attempts = attempts,
            ArrivedUnixMs = request.Arrived.ToUnixTimeMilliseconds(),
            EndedUnixMs = now.ToUnixTimeMilliseconds(),
            Error = error,
            ArgumentBytes = request.Call.Arguments.Sum(static argument => (long)argument.CalculateSize()),
        };
        letter.Tags.Add(request.Call.Options.Tags);
        if (letter.ArgumentBytes <= MostArgumentBytes)
            letter.Arguments.AddRange(request.Call.Arguments);
        return letter;
    }

    private bool TryCount(DateTimeOffset now)
    {
        var hour = now.UtcTicks / TimeSpan.TicksPerHour;
        lock (_gate)
        {
            if (hour != _hour)
                (_hour, _written) = (hour, 0);
            return ++_written <= MostInAnHour;
        }
    }

    private async Task StoreAsync(string key, DeadLetter letter)
    {
        try
        {
            // The set is in the order of its elements' bytes, so time comes first.
            var element = new byte[sizeof(long) + letter.CalculateSize()];
            BinaryPrimitives.WriteInt64BigEndian(element, letter.EndedUnixMs);
            letter.WriteTo(element.AsSpan(sizeof(long)));
            await store.JoinAsync(key, Capsule.Encode(OrderedSet.Of([element])), TimeSpan.FromDays(DeadLetterKeys.Days + 1)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody awaits this; the log is the only one to be told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Request {Request} did not finish and could not be put on the dead-letter list {Key}", letter.RequestId, key);
        }
    }
}
