using System.Collections.Concurrent;
using Cloudburst.Testing;
using Microsoft.Extensions.Logging;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>What functions log tells of which call it is.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Functions_log_in_a_scope_that_tells_request_invocation_function_attempt_and_tags()
    {
        using var log = new RecordingLog();
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Loggers = log;
        await using var host = builder.Start();
        var tags = new Dictionary<string, string> { ["tenant"] = "ada", ["experiment"] = "7" };

        Assert.Equal("ada", await host.Client.TestFunctions.LogAsync("hello", new CallOptions { Tags = tags }));

        var (message, scope) = Assert.Single(log.Entries, static entry => entry.Message == "Logged: hello");
        Assert.Equal("log", scope["cloudburst.function"]);
        Assert.Equal(1, scope["cloudburst.attempt"]);
        Assert.Equal(("ada", "7"), (scope["cloudburst.tag.tenant"], scope["cloudburst.tag.experiment"]));
        Assert.NotEmpty((string)scope["cloudburst.request"]!);
        Assert.EndsWith("@node-0-executor-0", (string)scope["cloudburst.invocation"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_tags_are_refused()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var tags = Enumerable.Range(0, 17).ToDictionary(static i => $"tag{i}", static _ => "value");
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.TestFunctions.LogAsync("hello", new CallOptions { Tags = tags }));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("17 tags", error.Message, StringComparison.Ordinal);
        tags = new Dictionary<string, string> { ["tenant"] = null! };
        error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.TestFunctions.LogAsync("hello", new CallOptions { Tags = tags }));
        Assert.Equal("The tag 'tenant' of the call of 'log' is null; leave it out, or give it a text", error.Message);
    }

    private sealed class RecordingLog : ILoggerFactory, ILogger
    {
        private readonly AsyncLocal<IReadOnlyList<KeyValuePair<string, object?>>?> _scope = new();

        public ConcurrentQueue<(string Message, IReadOnlyDictionary<string, object?> Scope)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _scope.Value = state as IReadOnlyList<KeyValuePair<string, object?>>;
            return new End(_scope);
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((formatter(state, exception), (_scope.Value ?? []).ToDictionary()));

        public void Dispose()
        {
        }

        private sealed class End(AsyncLocal<IReadOnlyList<KeyValuePair<string, object?>>?> scope) : IDisposable
        {
            public void Dispose() => scope.Value = null;
        }
    }
}
