using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Tests.Debugging;

/// <summary>
/// The IDE's side of Aspire's run-session protocol: an app host that is started under a debugger asks it, over HTTP, to start each project. It starts them as an IDE
/// would, but for the debugger.
/// </summary>
internal sealed class StandInIde : IAsyncDisposable
{
    private const string Token = "stand-in";
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, RunSession> _sessions = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly string _assembly;
    private readonly string _mode;
    private WebSocket? _notifications;
    private int _lastSession;

    private StandInIde(string assembly, string mode)
    {
        _assembly = assembly;
        _mode = mode;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.UseWebSockets();
        _server.Use(async (context, next) =>
        {
            if (context.Request.Headers.Authorization != $"Bearer {Token}")
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else
                await next(context);
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Response.StatusCode}");
        });
        _server.MapGet("/info", () => Results.Text("""{"protocols_supported":["2024-03-03","2025-10-01"],"supported_launch_configurations":["project"]}""", "application/json"));
        _server.MapGet("/run_session/notify", NotifyAsync);
        _server.MapPut("/run_session", StartAsync);
        _server.MapDelete("/run_session/{id}", StopAsync);
    }

    /// <summary>What the app host asked for, in the order of its requests.</summary>
    public IReadOnlyCollection<RunSession> Sessions => [.. _sessions.Values.OrderBy(session => session.Id, StringComparer.Ordinal)];

    /// <summary>Everything that was asked, and answered, for the message of a test that fails.</summary>
    public string Talk => string.Join("\n", _requests);

    /// <summary>The variables by which an app host finds its IDE.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DEBUG_SESSION_PORT"] = $"localhost:{new Uri(_server.Urls.Single()).Port}",
        ["DEBUG_SESSION_TOKEN"] = Token,
        ["DEBUG_SESSION_RUN_MODE"] = _mode,
    };

    /// <summary>Opens the IDE.</summary>
    /// <param name="assembly">What a build of the project gives.</param>
    /// <param name="mode"><c>Debug</c> for F5, <c>NoDebug</c> for Ctrl+F5.</param>
    public static async Task<StandInIde> OpenAsync(string assembly, string mode = "Debug")
    {
        var ide = new StandInIde(assembly, mode);
        await ide._server.StartAsync();
        return ide;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
            await session.EndAsync();
        await _server.DisposeAsync();
        _sending.Dispose();
    }

    private async Task StartAsync(HttpContext context)
    {
        var asked = (await JsonSerializer.DeserializeAsync<RunRequest>(context.Request.Body, cancellationToken: context.RequestAborted))!;
        // Requests come at the same time, and a session that shares its id with another one would be lost, and its process left behind.
        var id = $"session-{Interlocked.Increment(ref _lastSession)}";
        var session = new RunSession(id, asked.Configurations.Single(), asked.Arguments ?? [], (asked.Environment ?? []).ToDictionary(variable => variable.Name, variable => variable.Value ?? ""));
        _sessions[id] = session;
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"{_server.Urls.Single()}/run_session/{id}";
        await context.Response.CompleteAsync();
        var process = session.Start(_assembly, code => _ = SayAsync(new { notification_type = "sessionTerminated", session_id = id, exit_code = code }));
        await SayAsync(new { notification_type = "processRestarted", session_id = id, pid = process });
    }

    private async Task<IResult> StopAsync(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
            return Results.NoContent();
        await session.EndAsync();
        return Results.Ok();
    }

    private async Task NotifyAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Volatile.Write(ref _notifications, socket);
        var buffer = new byte[4096];
        try
        {
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The app host has gone without a word.
        }
    }

    private async Task SayAsync(object notification)
    {
        await _sending.WaitAsync();
        try
        {
            if (Volatile.Read(ref _notifications) is { State: WebSocketState.Open } socket)
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(notification), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The app host has gone; nobody is left to be told.
        }
        finally
        {
            _sending.Release();
        }
    }

    private sealed record RunRequest(
        [property: JsonPropertyName("launch_configurations")] IReadOnlyList<LaunchConfiguration> Configurations,
        [property: JsonPropertyName("env")] IReadOnlyList<Variable>? Environment,
        [property: JsonPropertyName("args")] IReadOnlyList<string>? Arguments);

    private sealed record Variable([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("value")] string? Value);
}

/// <summary>How a project is to be started.</summary>
internal sealed record LaunchConfiguration(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("project_path")] string ProjectPath,
    [property: JsonPropertyName("mode")] string? Mode,
    [property: JsonPropertyName("disable_launch_profile")] bool IsWithoutProfile);

/// <summary>A project that the app host asked for.</summary>
internal sealed class RunSession(string id, LaunchConfiguration configuration, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
{
    private Process? _process;

    /// <summary>Its process, once that was started.</summary>
    public int ProcessId => _process!.Id;

    public string Id { get; } = id;

    public LaunchConfiguration Configuration { get; } = configuration;

    public IReadOnlyList<string> Arguments { get; } = arguments;

    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>Starts it.</summary>
    /// <returns>The process's id.</returns>
    public int Start(string assembly, Action<int> ended)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. Arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(Configuration.ProjectPath)! };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => ended(process.ExitCode);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        return process.Id;
    }

    /// <summary>Stops every thread of it, as a breakpoint does, or lets them go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task EndAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
    }
}
