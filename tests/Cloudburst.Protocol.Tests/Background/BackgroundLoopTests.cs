using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Protocol.Tests.Background;

public sealed class BackgroundLoopTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly CancellationTokenSource _stopping = new();

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task A_step_that_throws_is_logged_and_the_loop_goes_on()
    {
        var steps = 0;
        var loop = BackgroundLoop.RunAsync("The test's loop", TimeSpan.FromMilliseconds(50), Step, _time, _log, _stopping.Token);

        while (Volatile.Read(ref steps) < 3)
            await AdvanceAsync();
        await _stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));

        var (level, text, error) = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Error, level);
        Assert.StartsWith("The test's loop failed", text, StringComparison.Ordinal);
        Assert.Equal("on purpose", error!.Message);

        void Step()
        {
            if (Interlocked.Increment(ref steps) == 1)
                throw new InvalidOperationException("on purpose");
        }
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_loops_own_does_not_end_it()
    {
        var steps = 0;
        var loop = BackgroundLoop.RunAsync("The test's loop", StepAsync, _time, _log, _stopping.Token);

        while (Volatile.Read(ref steps) < 2)
            await AdvanceAsync();
        await _stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.IsType<OperationCanceledException>(Assert.Single(_log.Lines).Error);

        async ValueTask StepAsync()
        {
            if (Interlocked.Increment(ref steps) == 1)
                throw new OperationCanceledException("of something else");
            await Task.Delay(Timeout.InfiniteTimeSpan, _stopping.Token);
        }
    }

    [Fact]
    public async Task It_ends_while_it_waits_without_a_word()
    {
        var loop = BackgroundLoop.RunAsync("The test's loop", TimeSpan.FromHours(1), static () => { }, _time, _log, _stopping.Token);
        await _stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task It_ends_while_it_rests_after_a_failure()
    {
        var loop = BackgroundLoop.RunAsync("The test's loop", static () => throw new InvalidOperationException("on purpose"), _time, _log, _stopping.Token);
        Assert.Single(_log.Lines);
        await _stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(_log.Lines);
    }

    private async Task AdvanceAsync()
    {
        _time.Advance(BackgroundLoop.PauseAfterFailure);
        await Task.Yield();
    }

    private sealed class RecordingLogger : ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text, Exception? Error)> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception), exception));
    }
}
