using System.Diagnostics;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>A process that this run started, and that ends with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts this program again, in another role.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="arguments">The role's command line.</param>
    /// <param name="environment">Variables over those of this process.</param>
    public static ChildProcess StartSelf(string name, IEnumerable<string> arguments, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own program");
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return new ChildProcess(name, start);
    }

    /// <summary>Starts another program.</summary>
    public static ChildProcess Start(string program, params IEnumerable<string> arguments) => new(program, new ProcessStartInfo(program, arguments));

    /// <summary>Waits until the process says that it is ready.</summary>
    public Task WaitReadyAsync(CancellationToken cancellationToken) => WaitAsync(_ready.Task, cancellationToken);

    /// <summary>Waits for a condition, and no longer than the process lives.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken) =>
        await WaitAsync(PollAsync(condition, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!_process.HasExited)
            {
                // Our roles end by themselves when their standard input does, and clean up behind them.
                _process.StandardInput.Close();
                using var deadline = new CancellationTokenSource(Patience);
                try
                {
                    await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    _process.Kill(entireProcessTree: true);
                    await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task PollAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition().ConfigureAwait(false))
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitAsync(Task condition, CancellationToken cancellationToken)
    {
        var exit = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(condition, exit).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken).ConfigureAwait(false);
        if (first == exit && !condition.IsCompletedSuccessfully)
            throw new InvalidOperationException($"{_name} ended before it was ready. Its last words:{Environment.NewLine}{LastWords()}");
        await first.ConfigureAwait(false);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        if (line == Lifeline.Ready)
            _ready.TrySetResult();
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > KeptLines)
                _output.Dequeue();
        }
    }

    private string LastWords()
    {
        lock (_output)
            return string.Join(Environment.NewLine, _output);
    }
}
