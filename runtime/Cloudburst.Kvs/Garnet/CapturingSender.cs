using Cloudburst.Kvs.Resp;
using Garnet.networking;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Stands where a socket would: the session writes its replies into <see cref="_response"/>, and each "send" appends them to <see cref="Reply"/>.
/// A session belongs to one caller at a time, so nothing here locks.
/// </summary>
internal sealed unsafe class CapturingSender : INetworkSender
{
    private const int ResponseBytes = 64 * 1024;

    private readonly PinnedBuffer _response = new(ResponseBytes, ResponseBytes);

    /// <summary>Everything that was answered since the last <see cref="PinnedBuffer.Clear"/>.</summary>
    public PinnedBuffer Reply { get; } = new(16 * 1024, 1 << 20);

    /// <summary>Set when the session gave up on this "connection"; it must not be used again.</summary>
    public bool Closed { get; private set; }

    public MaxSizeSettings GetMaxSizeSettings { get; } = new();

    public string RemoteEndpointName => "in-process";

    public string LocalEndpointName => "in-process";

    public bool IsLocalConnection() => true;

    public void Enter()
    {
    }

    public void Exit()
    {
    }

    public void EnterAndGetResponseObject(out byte* head, out byte* tail)
    {
        head = GetResponseObjectHead();
        tail = GetResponseObjectTail();
    }

    public void ExitAndReturnResponseObject()
    {
    }

    public void GetResponseObject()
    {
    }

    public void ReturnResponseObject()
    {
    }

    public byte* GetResponseObjectHead() => _response.Pointer;

    public byte* GetResponseObjectTail() => _response.Pointer + _response.Capacity;

    public bool SendResponse(int offset, int size)
    {
        Reply.Write(new ReadOnlySpan<byte>(_response.Pointer + offset, size));
        return true;
    }

    public void SendResponse(byte[] buffer, int offset, int count, object context) => Reply.Write(buffer.AsSpan(offset, count));

    public void SendCallback(object context)
    {
    }

    public void Throttle()
    {
    }

    public void DisposeNetworkSender(bool waitForSendCompletion) => Closed = true;

    public bool TryClose()
    {
        var first = !Closed;
        Closed = true;
        return first;
    }

    public void Dispose() => Closed = true;
}
