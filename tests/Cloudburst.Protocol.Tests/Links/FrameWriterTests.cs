using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Grpc.Core;

namespace Cloudburst.Protocol.Tests.Links;

public sealed class FrameWriterTests
{
    private readonly SlowStream<ClientFrame> _stream = new();
    private readonly List<Exception> _failures = [];

    [Fact]
    public void TrySend_StreamIsIdle_WritesTheFrameItself()
    {
        var writer = Writer();
        var frame = new ClientFrame { Id = 1 };

        Assert.True(writer.TrySend(frame));

        Assert.Same(frame, Assert.Single(_stream.Written));
    }

    [Fact]
    public void TrySend_WhileAnotherIsWritten_FramesTravelTogetherInOrder()
    {
        var writer = Writer();
        for (var id = 1UL; id <= 5; id++)
            Assert.True(writer.TrySend(new ClientFrame { Id = id }));

        _stream.FinishWrite();

        Assert.Equal(2, _stream.Written.Count);
        Assert.Equal(ClientFrame.BodyOneofCase.None, _stream.Written[1].BodyCase);
        Assert.Equal([2UL, 3, 4, 5], _stream.Written[1].More.Select(frame => frame.Id));
    }

    [Fact]
    public void TrySend_FrameIsLarge_TravelsAloneAndInOrder()
    {
        var writer = Writer();
        var large = new ClientFrame { Id = 3, StateJoin = new StateJoin { Capsule = ByteString.CopyFrom(new byte[100_000]) } };
        writer.TrySend(new ClientFrame { Id = 1 });
        writer.TrySend(new ClientFrame { Id = 2 });
        writer.TrySend(large);
        writer.TrySend(new ClientFrame { Id = 4 });

        while (_stream.IsWriting)
            _stream.FinishWrite();

        Assert.Equal([1UL, 2, 3, 4], _stream.Written.Select(frame => frame.Id));
        Assert.Same(large, _stream.Written[2]);
    }

    [Fact]
    public void TrySend_FrameIsTooLargeToTravel_IsRefusedAndTheStreamGoesOn()
    {
        var writer = Writer();
        var tooLarge = new ClientFrame { Id = 1, StateJoin = new StateJoin { Capsule = UnsafeByteOperations.UnsafeWrap(new byte[GrpcLink.MaxFrameBytes]) } };

        Assert.False(GrpcLink.Fits(tooLarge));
        Assert.False(writer.TrySend(tooLarge));
        Assert.True(writer.TrySend(new ClientFrame { Id = 2 }));

        Assert.Equal(2UL, Assert.Single(_stream.Written).Id);
        Assert.Empty(_failures);
    }

    [Fact]
    public void TrySend_FrameIsSentOnSeveralLinks_IsNotChanged()
    {
        var writer = Writer();
        var shared = new ClientFrame { Id = 2 };
        writer.TrySend(new ClientFrame { Id = 1 });
        writer.TrySend(shared);
        writer.TrySend(new ClientFrame { Id = 3 });

        _stream.FinishWrite();

        Assert.Empty(shared.More);
    }

    [Fact]
    public void TrySend_KindCarriesNothing_FramesAreWrittenOneByOne()
    {
        var stream = new SlowStream<WatchFrame>();
        var writer = new FrameWriter<WatchFrame>(stream, capacity: 10, _failures.Add);
        for (var i = 0; i < 3; i++)
            writer.TrySend(new WatchFrame());

        while (stream.IsWriting)
            stream.FinishWrite();

        Assert.Equal(3, stream.Written.Count);
    }

    [Fact]
    public void TrySend_QueueIsFull_RefusesUntilThereIsRoom()
    {
        var writer = Writer(capacity: 2);
        Assert.True(writer.TrySend(new ClientFrame()));
        Assert.True(writer.TrySend(new ClientFrame()));

        Assert.False(writer.TrySend(new ClientFrame()));

        _stream.FinishWrite();
        Assert.True(writer.TrySend(new ClientFrame()));
    }

    [Fact]
    public void TrySend_StreamBreaks_TellsTheOwnerAndRefusesMore()
    {
        var writer = Writer();
        writer.TrySend(new ClientFrame());

        _stream.FailWrite(new IOException("gone"));

        Assert.IsType<IOException>(Assert.Single(_failures));
        Assert.False(writer.TrySend(new ClientFrame()));
    }

    private FrameWriter<ClientFrame> Writer(int capacity = 100) => new(_stream, capacity, _failures.Add);

    /// <summary>A stream whose writes take until the test ends them.</summary>
    private sealed class SlowStream<T> : IAsyncStreamWriter<T>
    {
        private TaskCompletionSource? _writing;

        public List<T> Written { get; } = [];

        public bool IsWriting => _writing is not null;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message)
        {
            Assert.Null(_writing);
            Written.Add(message);
            _writing = new TaskCompletionSource();
            return _writing.Task;
        }

        public void FinishWrite() => WithoutContext(Take().SetResult);

        public void FailWrite(Exception error) => WithoutContext(() => Take().SetException(error));

        // Without the test runner's context continuations run inside: the next write has begun when this returns.
        private static void WithoutContext(Action end)
        {
            var context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                end();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }
        }

        private TaskCompletionSource Take()
        {
            var writing = _writing!;
            _writing = null;
            return writing;
        }
    }
}
