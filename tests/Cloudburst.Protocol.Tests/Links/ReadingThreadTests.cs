using System.Threading.Channels;
using Cloudburst.Protocol.Links;
using Grpc.Core;

namespace Cloudburst.Protocol.Tests.Links;

/// <summary>What a frame leads to runs on the thread on which it has arrived, and never in the way of the next one.</summary>
public sealed class ReadingThreadTests
{
    private readonly Channel<PeerFrame> _arriving = Channel.CreateUnbounded<PeerFrame>();

    [Fact]
    public async Task Work_runs_on_the_thread_that_has_received_its_frame()
    {
        var (receivedOn, ranOn) = (0, new TaskCompletionSource<int>());
        var reading = Read(_ =>
        {
            receivedOn = Environment.CurrentManagedThreadId;
            ReadingThread.Run(new Work(() => ranOn.SetResult(Environment.CurrentManagedThreadId)));
            Assert.False(ranOn.Task.IsCompleted);
        });
        _arriving.Writer.TryWrite(new PeerFrame());
        Assert.Equal(await ranOn.Task.WaitAsync(TimeSpan.FromSeconds(30)), receivedOn);
        _arriving.Writer.Complete();
        await reading;
    }

    [Fact]
    public async Task Work_that_blocks_does_not_keep_the_next_frames_from_being_received()
    {
        using var mayGoOn = new ManualResetEventSlim();
        using var all = new CountdownEvent(5);
        var reading = Read(_ =>
        {
            ReadingThread.Run(new Work(() => mayGoOn.Wait(TimeSpan.FromSeconds(30))));
            all.Signal();
        });
        for (var i = 0; i < 5; i++)
            _arriving.Writer.TryWrite(new PeerFrame());
        Assert.True(await Task.Run(() => all.Wait(TimeSpan.FromSeconds(30))));
        mayGoOn.Set();
        _arriving.Writer.Complete();
        await reading;
    }

    [Fact]
    public async Task Work_for_frames_that_travel_together_runs_and_each_once()
    {
        var runs = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        var reading = Read(frame => ReadingThread.Run(new Work(() => runs.Add(frame.Probe))));
        var together = new PeerFrame();
        together.More.AddRange(Enumerable.Range(1, 50).Select(static i => new PeerFrame { Probe = (ulong)i }));
        _arriving.Writer.TryWrite(together);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (runs.Count < 50)
            await Task.Delay(1, deadline.Token);
        Assert.Equal(Enumerable.Range(1, 50).Select(static i => (ulong)i), runs.Order());
        _arriving.Writer.Complete();
        await reading;
    }

    [Fact]
    public async Task Answer_that_comes_before_its_question_was_sent_is_there_at_once_and_a_later_one_goes_on_elsewhere()
    {
        var early = new PendingAnswer<int>();
        early.Answer(1);
        Assert.True(early.Sent().IsCompletedSuccessfully);

        var late = new PendingAnswer<int>();
        var sent = late.Sent();
        var wentOnInside = false;
        var answering = false;
        var goingOn = sent.ContinueWith(_ => wentOnInside = answering, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        answering = true;
        late.Answer(2);
        answering = false;
        await goingOn;
        Assert.Equal(2, await sent);
        Assert.False(wentOnInside);

        var failed = new PendingAnswer<int>();
        failed.Fail(new LinkException("on purpose"));
        await Assert.ThrowsAsync<LinkException>(() => failed.Sent());
    }

    private Task Read(Action<PeerFrame> receive)
    {
        var link = new GrpcLink<PeerFrame>(new Nowhere(), new CancellationTokenSource(), complete: null);
        return Task.Run(() => link.ReadAsync(new Frames(_arriving.Reader), new Receiver(receive)));
    }

    private sealed class Work(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }

    private sealed class Receiver(Action<PeerFrame> receive) : ILinkReceiver<PeerFrame>
    {
        public void OnReceived(PeerFrame frame) => receive(frame);

        public void OnClosed(Exception? error)
        {
        }
    }

    private sealed class Frames(ChannelReader<PeerFrame> frames) : IAsyncStreamReader<PeerFrame>
    {
        public PeerFrame Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await frames.WaitToReadAsync(cancellationToken) || !frames.TryRead(out var frame))
                return false;
            Current = frame;
            return true;
        }
    }

    private sealed class Nowhere : IAsyncStreamWriter<PeerFrame>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(PeerFrame message) => Task.CompletedTask;
    }
}
