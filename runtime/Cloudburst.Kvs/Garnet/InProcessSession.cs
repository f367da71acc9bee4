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
    private readonly IMessageConsumer _session;

    public InProcessSession(IGarnetServer server, string? password)
    {
        var provider = server.GetSessionProviders()[WireFormat.ASCII];
        server.AddSession(WireFormat.ASCII, ref provider, _sender, out _session);
        if (password is not null)
            Authenticate(password);
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

    /// <summary>Makes the session ready for the next caller.</summary>
    public void Reset()
    {
        Request.Clear();
        _sender.Reply.Clear();
    }

    public void Dispose() => _session.Dispose();

    private void Authenticate(string password)
    {
        Request.WriteArrayHeader(2);
        Request.WriteBulk("AUTH"u8);
        Request.WriteBulk(System.Text.Encoding.UTF8.GetBytes(password));
        var reply = new RespReader(Execute()).Read();
        if (reply.Kind is RespKind.Error)
            throw new KvsException(KvsError.WrongPassword, $"The store refused its own password ({reply.Text}).");
        Reset();
    }
}
