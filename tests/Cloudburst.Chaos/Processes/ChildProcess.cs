using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Cloudburst.Chaos.Processes;

/// <summary>A process that this run started, and that ends with it.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The line by which a process may say that it is ready.</summary>
    public const string Ready = "ready";

    private const int KeptLines = 40;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _output = new();
    private readonly TextWriter? _log;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts a program.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="start">The program; its input and output are redirected.</param>
    /// <param name="log">Gets every line that it writes, if set.</param>
    public ChildProcess(string name, ProcessStartInfo start, TextWriter? log = null)
    {
        _name = name;
        _log = log;
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

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The memory that it has for itself alone, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            // On Linux pages that several processes map, such as libraries and shared memory, count in each; the anonymous ones are its own.
            var line = File.ReadLines($"/proc/{Id}/status").Single(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether it was <see cref="KillAsync"/> that ended it.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>What it wrote last.</summary>
    public string LastWords
    {
        get
        {
            lock (_output)
                return string.Join(Environment.NewLine, _output);
        }
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
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
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

    /// <summary>Ends the process as SIGKILL does: nothing is flushed, nobody is told. A process that is held up ends too.</summary>
    public async Task KillAsync()
    {
        WasKilled = true;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Holds the process up, as a machine that does not answer would.</summary>
    public void Stop() => Signals.Send(Id, Signals.Stop);

    /// <summary>Lets it go on.</summary>
    public void Continue() => Signals.Send(Id, Signals.Continue);

    /// <summary>Asks the process to end by closing its input, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!_process.HasExited)
            {
                // Our roles end by themselves when their standard input does, and clean up behind them.
                _process.StandardInput.Close();
                using var deadline = new CancellationTokenSource(ClosePatience);
                try
                {
                    await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    await KillAsync().ConfigureAwait(false);
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
            throw new InvalidOperationException($"{_name} ended before it was ready. Its last words:{Environment.NewLine}{LastWords}");
        await first.ConfigureAwait(false);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        if (line == Ready)
            _ready.TrySetResult();
        lock (_output)
        {
            _log?.WriteLine(line);
            _output.Enqueue(line);
            if (_output.Count > KeptLines)
                _output.Dequeue();
        }
    }
}
