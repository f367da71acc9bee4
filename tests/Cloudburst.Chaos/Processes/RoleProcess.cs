using System.Diagnostics;

namespace Cloudburst.Chaos.Processes;

/// <summary>What a role of the cluster is.</summary>
public enum RoleKind
{
    Kvs,
    Scheduler,
    Cache,
    Executor,
}

/// <summary>A member of the cluster: one process after the other, always with the same settings, as an orchestrator would start it.</summary>
public sealed class RoleProcess
{
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Watchdog _watchdog;
    private readonly TextWriter _log;

    internal RoleProcess(RoleKind kind, string name, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Watchdog watchdog, TextWriter log)
    {
        Kind = kind;
        Name = name;
        _program = program;
        _arguments = arguments;
        _environment = environment;
        _watchdog = watchdog;
        _log = log;
    }

    public RoleKind Kind { get; }

    public string Name { get; }

    /// <summary>Where it serves its health.</summary>
    public required Uri Health { get; init; }

    /// <summary>The present process; none before the first start.</summary>
    public ChildProcess? Process { get; private set; }

    /// <summary>Starts a process, when the one before has ended.</summary>
    public async Task StartAsync()
    {
        if (Process is { } last)
            await last.DisposeAsync().ConfigureAwait(false);
        var start = new ProcessStartInfo("dotnet", [_program, .. _arguments]);
        foreach (var (key, value) in _environment)
            start.Environment[key] = value;
        await _log.WriteLineAsync($"--- {Name} starts").ConfigureAwait(false);
        Process = new ChildProcess(Name, start, _log);
        _watchdog.Watch(Process);
    }

    public override string ToString() => Name;
}
