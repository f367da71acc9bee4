using System.Collections.Concurrent;
using Cloudburst.Client;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Chaos.Load;

/// <summary>
/// Counts what a client is told about each of its requests, on all its links to schedulers: a request that is asked again on another link keeps its id, and is to be answered once.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class AnswerLedger
{
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);

    /// <summary>Requests that were sent.</summary>
    public int Requests => _answers.Count;

    /// <summary>Requests that were answered more than once.</summary>
    public IReadOnlyList<string> Doubled => [.. _answers.Where(static request => request.Value > 1).Select(static request => request.Key)];

    /// <summary>Connects a client whose answers are counted here.</summary>
    public CloudburstClient Connect(IReadOnlyList<string> schedulers, ClientOptions options) =>
        new([.. schedulers.Select(address => (address, (ILinkConnector<ClientFrame, GatewayFrame>)new Connector(this, Connectors.Gateway(GrpcChannels.Open(address)))))], options);

    private sealed class Connector(AnswerLedger ledger, ILinkConnector<ClientFrame, GatewayFrame> inner) : ILinkConnector<ClientFrame, GatewayFrame>
    {
        public async ValueTask<ILink<ClientFrame>> ConnectAsync(Func<ILink<ClientFrame>, ILinkReceiver<GatewayFrame>> accept, CancellationToken cancellationToken)
        {
            Link? counted = null;
            await inner.ConnectAsync(
                link =>
                {
                    counted = new Link(ledger, link);
                    counted.Receiver = accept(counted);
                    return counted;
                },
                cancellationToken).ConfigureAwait(false);
            return counted!;
        }
    }

    private sealed class Link(AnswerLedger ledger, ILink<ClientFrame> inner) : ILink<ClientFrame>, ILinkReceiver<GatewayFrame>
    {
        private readonly ConcurrentDictionary<ulong, string> _requests = new();

        public ILinkReceiver<GatewayFrame> Receiver { get; set; } = null!;

        public Task Closed => inner.Closed;

        public bool TrySend(ClientFrame frame)
        {
            if (frame.BodyCase == ClientFrame.BodyOneofCase.Call)
            {
                ledger._answers.TryAdd(frame.Call.RequestId, 0);
                _requests[frame.Id] = frame.Call.RequestId;
            }
            return inner.TrySend(frame);
        }

        public void OnReceived(GatewayFrame frame)
        {
            if (_requests.TryGetValue(frame.Id, out var request))
                ledger._answers.AddOrUpdate(request, 1, static (_, answers) => answers + 1);
            Receiver.OnReceived(frame);
        }

        public void OnClosed(Exception? error) => Receiver.OnClosed(error);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
