using System.Globalization;
using System.Net;
using System.Net.Security;
using Cloudburst.Kvs.Security;
using Garnet.client;

namespace Cloudburst.Kvs.Cluster;

/// <summary>A connection to one node for the control plane's commands, made anew after a failure. For one caller at a time.</summary>
internal sealed class NodeLink(IPEndPoint endPoint, GarnetClusterOptions options) : IDisposable
{
    /// <summary>A node that doesn't answer so simple a question within this time counts as not answering.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private GarnetClient? _client;

    public IPEndPoint EndPoint => endPoint;

    public async Task<ClusterNode[]> NodesAsync(CancellationToken cancellationToken) =>
        ClusterNode.ParseAll(await AskAsync(["CLUSTER", "NODES"], AnswerTimeout, cancellationToken).ConfigureAwait(false));

    public async Task<IReadOnlyDictionary<string, string>> ReplicationAsync(CancellationToken cancellationToken)
    {
        var lines = (await AskAsync(["INFO", "REPLICATION"], AnswerTimeout, cancellationToken).ConfigureAwait(false)).Split("\r\n");
        return lines.Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    public Task SetConfigEpochAsync(long epoch, CancellationToken cancellationToken) =>
        AskAsync(["CLUSTER", "SET-CONFIG-EPOCH", Text(epoch)], AnswerTimeout, cancellationToken);

    public Task AddSlotsAsync(SlotRange slots, CancellationToken cancellationToken) =>
        AskAsync(["CLUSTER", "ADDSLOTSRANGE", Text(slots.First), Text(slots.Last)], AnswerTimeout, cancellationToken);

    public Task MeetAsync(IPEndPoint other, CancellationToken cancellationToken) =>
        AskAsync(["CLUSTER", "MEET", other.Address.ToString(), Text(other.Port)], AnswerTimeout, cancellationToken);

    public Task ReplicateAsync(string primaryId, CancellationToken cancellationToken) =>
        AskAsync(["CLUSTER", "REPLICATE", primaryId], options.StepTimeout, cancellationToken);

    /// <summary>Makes this replica the primary without asking the others.</summary>
    public Task TakeOverAsync(CancellationToken cancellationToken) => AskAsync(["CLUSTER", "FAILOVER", "TAKEOVER"], AnswerTimeout, cancellationToken);

    /// <summary>Starts to move slots to another node; done when that owns them.</summary>
    public Task MigrateAsync(IPEndPoint target, SlotRange slots, CancellationToken cancellationToken)
    {
        string[] authentication = options.Password is null ? []
            : options.User is null ? ["AUTH", options.Password]
            : ["AUTH2", options.User, options.Password];
        return AskAsync(
            ["MIGRATE", target.Address.ToString(), Text(target.Port), "", "0", "15000", "REPLACE", .. authentication, "SLOTSRANGE", Text(slots.First), Text(slots.Last)],
            AnswerTimeout,
            cancellationToken);
    }

    /// <exception cref="KvsException">The node has keys, from a time when it was a store of its own: <see cref="KvsError.UnsafeSettings"/>.</exception>
    public async Task RefuseDataAsync(CancellationToken cancellationToken)
    {
        var keys = await AskAsync(["DBSIZE"], options.StepTimeout, cancellationToken).ConfigureAwait(false);
        if (keys != "0")
        {
            throw new KvsException(
                KvsError.UnsafeSettings,
                $"Node {endPoint} has data from before it was to be in this cluster (keys: {keys}), which would be lost; start it with an empty data folder, and copy the keys through a client.");
        }
    }

    /// <summary>Whether a move of slots may be under way here: also when the node does not say.</summary>
    public async Task<bool> IsMigratingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(["CLUSTER", "MTASKS"], AnswerTimeout, cancellationToken).ConfigureAwait(false) != "0";
        }
        catch (KvsException e) when (e.IsTransient)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <exception cref="KvsException"><see cref="KvsError.Unreachable"/> when the node does not answer, <see cref="KvsError.UnexpectedReply"/> when it refuses.</exception>
    private async Task<string> AskAsync(string[] command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
            return await client.ExecuteForStringResultAsync(command[0], command[1..]).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or KvsException))
        {
            Dispose();
            // The client throws its plain Exception for what the node answers, and all kinds of others when there is no answer.
            throw e.GetType() == typeof(Exception)
                ? new KvsException(KvsError.UnexpectedReply, $"Node {endPoint} refuses {command[0]} {command.ElementAtOrDefault(1)} ({e.Message}).", e)
                : Unreachable(e);
        }
    }

    private async Task<GarnetClient> ClientAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true } open)
            return open;
        Dispose();
        var client = new GarnetClient(endPoint, Encryption(), options.User, options.Password);
        try
        {
            await client.ConnectAsync(cancellationToken).WaitAsync(AnswerTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            client.Dispose();
            // Here its plain Exception is also what it throws when nobody listens; the node itself can only refuse the password.
            if (e is OperationCanceledException || e.Message.Contains("WRONGPASS", StringComparison.Ordinal))
                throw;
            throw Unreachable(e);
        }

        return _client = client;
    }

    private SslClientAuthenticationOptions? Encryption()
    {
        if (options.Tls is not { } files)
            return null;
        var own = files.CertificateFile is { } file ? new CertificateFile(file, files.KeyFile) : null;
        return new SslClientAuthenticationOptions
        {
            TargetHost = endPoint.Address.ToString(),
            LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own.Current,
            RemoteCertificateValidationCallback = files.CaFile is { } authority ? Authority.OfServers(authority) : null,
        };
    }

    private KvsException Unreachable(Exception e) =>
        new(KvsError.Unreachable, $"Node {endPoint} does not answer ({e.Message}); check that it runs, then try again.", e);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
