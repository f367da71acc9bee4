using Cloudburst.Kvs.Resp;
using Garnet.networking;
using Garnet.server;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// One session of the store without a socket: commands are written into <see cref="Request"/>, <see cref="Execute"/> runs them on the
/// caller's thread, and the replies are in its result. For one caller at a time.
/// </summary>
internal sealed class InProcessSession : IDisposable
{
    private readonly CapturingSender _sender = new();
    private readonly GarnetNode _node;
    private readonly IMessageConsumer _session;

    public InProcessSession(GarnetNode node, AccessList access)
    {
        _node = node;
        var server = node.Sessions;
        var provider = server.GetSessionProviders()[WireFormat.ASCII];
        server.AddSession(WireFormat.ASCII, ref provider, _sender, out _session);
        if (access.Password is not null)
            Authenticate(access.User, access.Password);
    }

    public PinnedBuffer Request { get; } = new(16 * 1024, 1 << 20);

    /// <summary>Whether the session broke and must be thrown away.</summary>
    public bool Broken { get; private set; }

    /// <summary>Runs the commands in <see cref="Request"/>. The result is valid until <see cref="Reset"/>.</summary>
    /// <exception cref="KvsException">The store gave up on the session in the middle of a command.</exception>
    public unsafe ReadOnlySpan<byte> Execute()
    {
        var consumed = _session.TryConsumeMessages(Request.Pointer, Request.Length);
        if (consumed == Request.Length && !_sender.Closed)
            return _sender.Reply.Written;

        Broken = true;
        throw new KvsException(
            KvsError.OutOfSpace,
            "The store broke off a command, which it does when it can't write its files; check the free space of the data folder and the server's log.");
    }

    /// <summary>Reads one key. The result is empty for an absent one, and valid until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Get(string key)
    {
        StartGet();
        Request.WriteKey(key);
        return ReadOne(key);
    }

    /// <inheritdoc cref="Get(string)"/>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> key)
    {
        StartGet();
        Request.WriteBulk(key);
        return ReadOne("of a CGET command");
    }

    private void StartGet()
    {
        Request.WriteArrayHeader(2);
        Request.WriteBulk("GET"u8);
    }

    private ReadOnlySpan<byte> ReadOne(string key) =>
        ReplyParser.Value(key, new RespReader(ExecuteReads(static reply => !reply.StartsWith("$-1"u8))).Read());

    /// <summary>
    /// Runs reads, again if one that <paramref name="findsAll"/> rejects may have been fooled: a read that waits for the disk while
    /// compaction gives that part of the log up says "absent", although the value has moved and is there.
    /// </summary>
    public ReadOnlySpan<byte> ExecuteReads(Func<ReadOnlySpan<byte>, bool> findsAll)
    {
        while (true)
        {
            var begin = _node.BeginAddress;
            var replies = Execute();
            if (begin == _node.BeginAddress || findsAll(replies))
                return replies;
            _sender.Reply.Clear();
        }
    }

    /// <summary>Makes the session ready for the next caller.</summary>
    public void Reset()
    {
        Request.Clear();
        _sender.Reply.Clear();
    }

    public void Dispose() => _session.Dispose();

    private void Authenticate(string? user, string password)
    {
        Request.WriteArrayHeader(user is null ? 2 : 3);
        Request.WriteBulk("AUTH"u8);
        if (user is not null)
            Request.WriteBulk(System.Text.Encoding.UTF8.GetBytes(user));
        Request.WriteBulk(System.Text.Encoding.UTF8.GetBytes(password));
        var reply = new RespReader(Execute()).Read();
        if (reply.Kind is RespKind.Error)
            throw new KvsException(KvsError.WrongPassword, $"The store refused its own password ({reply.Text}).");
        Reset();
    }
}
