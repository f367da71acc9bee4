using System.Collections.Concurrent;
using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Serves clients.</summary>
internal sealed class ClientGatewayEndpoint(
    Dispatcher dispatcher, CatalogService catalog, StateService state, StatusService status, LeaseService leases, ExplainService explanations, RequestTraces traces, ILogger logger)
    : ILinkEndpoint<GatewayFrame, ClientFrame>
{
    public ILinkReceiver<ClientFrame> Accept(ILink<GatewayFrame> peer) => new Session(this, peer);

    private async Task AnswerAsync(ClientFrame frame, ILink<GatewayFrame> link, CancellationToken cancellationToken)
    {
        GatewayFrame answer;
        try
        {
            answer = frame.BodyCase switch
            {
                ClientFrame.BodyOneofCase.RegisterDag => await catalog.RegisterAsync(frame.RegisterDag, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.DeleteDag => await catalog.DeleteAsync(frame.DeleteDag, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.Catalog => await catalog.ListAsync(frame.Catalog.Prefix, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.StateRead => await state.ReadAsync(frame.StateRead, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.StateJoin => await state.JoinAsync(frame.StateJoin, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.StateDelete => await state.DeleteAsync(frame.StateDelete.Key, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.Status => await status.ReadAsync(cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.Lease => leases.Grant(frame.Lease),
                ClientFrame.BodyOneofCase.Explain => await explanations.ExplainAsync(frame.Explain, cancellationToken).ConfigureAwait(false),
                ClientFrame.BodyOneofCase.Trace => await traces.ReadAsync(frame.Trace.Name, cancellationToken).ConfigureAwait(false),
                _ => new GatewayFrame { Error = Errors.UnknownFrame() },
            };
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (KvsException error)
        {
            answer = new GatewayFrame { Error = KvsErrorInfo.From(error) };
        }
#pragma warning disable CA1031 // One bad frame must not take the link down, and its sender must be told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "A {Kind} frame failed", frame.BodyCase);
            answer = new GatewayFrame { Error = Errors.Internal(error) };
        }
        answer.Id = frame.Id;
        if (!link.TrySend(answer) && !GrpcLink.Fits(answer))
            link.TrySend(new GatewayFrame { Id = frame.Id, Error = Errors.AnswerTooLarge(answer.CalculateSize()) });
    }

    /// <summary>
    /// One client's link. The dispatcher answers through it, so that it forgets a call with its answer: it remembers what is in flight, and nothing else.
    /// </summary>
    private sealed class Session : ILinkReceiver<ClientFrame>, ILink<GatewayFrame>
    {
        private readonly ClientGatewayEndpoint _owner;
        private readonly ILink<GatewayFrame> _link;
        private readonly CancellationTokenSource _closed = new();

        // Kept by itself: a frame may come while the link closes, and a source that was disposed gives no token.
        private readonly CancellationToken _whileOpen;

        // What a withdrawal of a frame withdraws. Over an in-process link the threads of all callers come here at once.
        private readonly ConcurrentDictionary<ulong, Call> _calls = new();

        public Session(ClientGatewayEndpoint owner, ILink<GatewayFrame> link)
        {
            _owner = owner;
            _link = link;
            _whileOpen = _closed.Token;
        }

        public Task Closed => _link.Closed;

        public void OnReceived(ClientFrame frame)
        {
            switch (frame.BodyCase)
            {
                case ClientFrame.BodyOneofCase.Call:
                    _calls[frame.Id] = frame.Call;
                    _owner.Submit(frame.Call, this, frame.Id);
                    break;
                case ClientFrame.BodyOneofCase.Cancel:
                    if (_calls.TryRemove(frame.Cancel, out var withdrawn))
                        _owner.Cancel(withdrawn.RequestId, this, frame.Cancel);
                    break;
                case ClientFrame.BodyOneofCase.Credit:
                    if (_calls.TryGetValue(frame.Credit.Call, out var stream))
                        _owner.Taken(stream.RequestId, frame.Credit.Taken);
                    break;
                default:
                    _ = _owner.AnswerAsync(frame, _link, _whileOpen);
                    break;
            }
        }

        public void OnClosed(Exception? error)
        {
            // Calls go on: their client may ask for their answers on another _link. What only this link waits for ends, streams among it, of which a part may be lost.
            _closed.Cancel();
            _closed.Dispose();
            foreach (var call in _calls.Values)
            {
                if (call.Stream)
                    _owner.CancelStream(call.RequestId, this);
            }
        }

        public bool TrySend(GatewayFrame frame)
        {
            if (frame.BodyCase != GatewayFrame.BodyOneofCase.Items)
                _calls.TryRemove(frame.Id, out _);
            return _link.TrySend(frame);
        }

        public ValueTask DisposeAsync() => _link.DisposeAsync();
    }

    private void Submit(Call call, ILink<GatewayFrame> link, ulong frameId) => dispatcher.Submit(call, link, frameId);

    private void Cancel(string requestId, ILink<GatewayFrame> client, ulong frameId) => dispatcher.Cancel(requestId, client, frameId);

    private void CancelStream(string requestId, ILink<GatewayFrame> client) => dispatcher.CancelStream(requestId, client);

    private void Taken(string requestId, long taken) => dispatcher.Taken(requestId, taken);
}
