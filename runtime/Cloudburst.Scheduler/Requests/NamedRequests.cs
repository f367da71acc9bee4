using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>The requests whose callers have chosen their ids: those that have an outcome are answered with it, the others run.</summary>
internal sealed class NamedRequests(RequestTable requests, RequestPlacing placing, OutcomeStore outcomes, ILogger logger)
{
    /// <summary>Answers a request with the outcome that is kept, or has it placed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">What ended a try of it at another scheduler.</param>
    /// <param name="stopping">Fires when the scheduler stops.</param>
    public void Begin(InFlightRequest request, ErrorInfo? fault, CancellationToken stopping) => _ = BeginAsync(request, fault, stopping);

    private async Task BeginAsync(InFlightRequest request, ErrorInfo? fault, CancellationToken stopping)
    {
        try
        {
            var known = await outcomes.FindAsync(request.ResultKey, stopping).ConfigureAwait(false);
            // What came to no answer says nothing about the next time.
            if (known is null || (known.Error is { } error && !Faults.IsAnswer(error.Code)))
                placing.Place(request, fault);
            else if (known.CallDigest.Equals(request.Call.Options.CallDigest))
                requests.Answer(request, known);
            else
                requests.Answer(request, new Outcome { Error = Errors.OtherCall(request.Id) });
        }
        catch (KvsException failure)
        {
            // Whether it has run is not known, so it must not.
            requests.Answer(request, new Outcome { Error = KvsErrorInfo.From(failure) });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Its client asks another scheduler.
        }
#pragma warning disable CA1031 // Nobody awaits this; the caller must not wait for its deadline.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.LogError(failure, "The outcome of request {Request} could not be looked up", request.Id);
            requests.Answer(request, new Outcome { Error = Errors.Internal(failure) });
        }
    }
}
