using System.Collections;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>What a function logs, in a scope that tells of which call it is. The scope is made when something is logged.</summary>
internal sealed class FunctionLog(ILogger inner, CloudburstContext context) : ILogger
{
    private readonly Lazy<Scope> _scope = new(() => new Scope(context));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
            return;
        using (inner.BeginScope(_scope.Value))
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>The names are those of the tags in traces.</summary>
    private sealed class Scope(CloudburstContext context) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _entries =
        [
            new("cloudburst.request", context.RequestId),
            new("cloudburst.invocation", context.Id.Value),
            new("cloudburst.function", context.FunctionName),
            new("cloudburst.attempt", context.Attempt),
            .. context.Tags.Select(static tag => new KeyValuePair<string, object?>($"cloudburst.tag.{tag.Key}", tag.Value)),
        ];

        public int Count => _entries.Length;

        public KeyValuePair<string, object?> this[int index] => _entries[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_entries).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

        /// <summary>For logs that write scopes as text.</summary>
        public override string ToString() => string.Join(' ', _entries.Select(static entry => $"{entry.Key}={entry.Value}"));
    }
}
