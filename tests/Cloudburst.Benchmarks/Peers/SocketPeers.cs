using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Chaos.Processes;

namespace Cloudburst.Benchmarks.Peers;

/// <summary>
/// The floor: two processes that pass eight bytes over blocking sockets, with a thread per connection and nothing else. The loops of one client have a connection each.
/// </summary>
internal sealed class SocketPeers : IAsyncDisposable
{
    public const string Role = "peer-sockets";
    private const int FrameSize = sizeof(long);
    private readonly List<ChildProcess> _processes = [];
    private readonly List<Socket> _sockets = [];

    private SocketPeers()
    {
    }

    /// <summary>One connection per loop, to the end of a chain of one process.</summary>
    public Socket[] OneHop { get; private set; } = [];

    /// <summary>One connection per loop, to the start of a chain of two processes.</summary>
    public Socket[] TwoHops { get; private set; } = [];

    public static async Task<SocketPeers> StartAsync(int loops, CancellationToken cancellationToken)
    {
        var (a, b) = (FreePorts.Take(), FreePorts.Take());
        var peers = new SocketPeers();
        try
        {
            await peers.StartAsync("sockets peer B", [Role, Text(b)], cancellationToken).ConfigureAwait(false);
            await peers.StartAsync("sockets peer A", [Role, Text(a), Text(b)], cancellationToken).ConfigureAwait(false);
            peers.OneHop = peers.Connect(b, loops);
            peers.TwoHops = peers.Connect(a, loops);
            return peers;
        }
        catch
        {
            await peers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a number and waits for the answer.</summary>
    public static long Call(Socket socket, long number)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        BinaryPrimitives.WriteInt64LittleEndian(frame, number);
        socket.Send(frame);
        if (!TryReceive(socket, frame))
            throw new InvalidOperationException("The sockets peer closed its connection");
        return BinaryPrimitives.ReadInt64LittleEndian(frame);
    }

    /// <summary>Serves in this process until told to stop: the first of a chain increments, the last squares.</summary>
    public static async Task ServeAsync(int port, int? next, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        await Console.Out.WriteLineAsync(ChildProcess.Ready).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                new Thread(() => Serve(connection, next)) { IsBackground = true }.Start();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over; the threads end with the process.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private static void Serve(Socket connection, int? next)
    {
        using (connection)
        {
            using var onward = next is { } port ? Connect(port) : null;
            connection.NoDelay = true;
            Span<byte> frame = stackalloc byte[FrameSize];
            while (TryReceive(connection, frame))
            {
                var number = BinaryPrimitives.ReadInt64LittleEndian(frame);
                BinaryPrimitives.WriteInt64LittleEndian(frame, onward is null ? number * number : Call(onward, number + 1));
                connection.Send(frame);
            }
        }
    }

    private static bool TryReceive(Socket socket, Span<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            var count = socket.Receive(frame);
            if (count == 0)
                return false;
            frame = frame[count..];
        }
        return true;
    }

    private async Task StartAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartSelf(name, arguments);
        _processes.Add(process);
        await process.WaitReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    private Socket[] Connect(int port, int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => Connect(port)).ToArray();
        _sockets.AddRange(sockets);
        return sockets;
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
