using Microsoft.Extensions.Logging;

namespace Cloudburst.Kvs.Garnet;

/// <summary>The process's logs for the engine, without the stacks that its background tasks write as failures when they are only stopped.</summary>
internal sealed class GarnetLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new EngineLogger(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
        // The factory is the process's.
    }

    private sealed class EngineLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logger.Log(exception is OperationCanceledException ? LogLevel.Debug : logLevel, eventId, state, exception, formatter);
    }
}
