using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Scheduler.Tests;

/// <summary>A scheduler over a real store, with clients and executors played by the test.</summary>
internal sealed class SchedulerUnderTest : IAsyncDisposable
{
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();

    public SchedulerUnderTest(SchedulerOptions? options = null, TimeProvider? time = null) => Role = new SchedulerRole(
        _store, new HybridClock(1, TimeProvider.System), options ?? new SchedulerOptions { Seed = 1 }, policy: null, time ?? TimeProvider.System, NullLogger<SchedulerRole>.Instance);

    public SchedulerRole Role { get; }

    public Client NewClient()
    {
        var link = new RecordingLink<GatewayFrame>();
        return new Client(link, Role.Clients.Accept(link));
    }

    /// <summary>Attaches an executor with functions of its own.</summary>
    public Executor Attach(string id, int memoryMB, params FunctionInfo[] functions)
    {
        var link = new RecordingLink<SchedulerCommand>();
        var executor = new Executor(link, Role.Executors.Accept(link));
        var hello = new ExecutorHello { ExecutorId = id, NodeId = id, Address = id, Workers = 4, MemoryMb = memoryMB };
        hello.Functions.AddRange(functions);
        executor.Receiver.OnReceived(new ExecutorFrame { Hello = hello });
        return executor;
    }

    /// <summary>Attaches an executor that has the functions <c>f</c>, with an argument <c>g</c>, and with three <c>h</c>.</summary>
    public Executor Attach(string id)
    {
        var link = new RecordingLink<SchedulerCommand>();
        var executor = new Executor(link, Role.Executors.Accept(link));
        var hello = new ExecutorHello { ExecutorId = id, NodeId = id, Address = id, Workers = 4 };
        hello.Functions.Add(new FunctionInfo { Name = "f", ResultType = "int" });
        hello.Functions.Add(new FunctionInfo { Name = "stream", ResultType = "int", Streams = true });
        hello.Functions.Add(new FunctionInfo { Name = "g", ResultType = "int", Parameters = { new ParameterInfo { Name = "x", Type = "string" } } });
        hello.Functions.Add(new FunctionInfo
        {
            Name = "h",
            ResultType = "int",
            Parameters = { new ParameterInfo { Name = "x", Type = "int[]" }, new ParameterInfo { Name = "y", Type = "int" }, new ParameterInfo { Name = "z", Type = "int" } },
        });
        executor.Receiver.OnReceived(new ExecutorFrame { Hello = hello });
        return executor;
    }

    /// <summary>Waits for a stored outcome.</summary>
    public async Task<Outcome> OutcomeAsync(string key)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var entry = await _store.GetAsync(key, deadline.Token);
            if (entry.HasValue)
                return Outcome.Parser.ParseFrom(Capsule.LwwPayload(entry.Capsule).Span);
            await Task.Delay(1, deadline.Token);
        }
    }

    /// <summary>Waits until so many letters are on a list.</summary>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string key, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var entry = await _store.GetAsync(key, deadline.Token);
            if (entry.HasValue && Capsule.Decode<OrderedSet>(entry.Capsule) is { } set && set.Count >= count)
                return [.. set.Select(element => DeadLetter.Parser.ParseFrom(element.Span[sizeof(long)..]))];
            await Task.Delay(1, deadline.Token);
        }
    }

    /// <summary>Ends the store under the scheduler.</summary>
    public ValueTask StopStoreAsync() => _store.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Role.DisposeAsync();
        await _store.DisposeAsync();
    }

    internal sealed record Client(RecordingLink<GatewayFrame> Link, ILinkReceiver<ClientFrame> Receiver)
    {
        public void Call(ulong id, string requestId, string resultKey = "", params string[] arguments)
        {
            var call = new Call { RequestId = requestId, Function = arguments.Length == 0 ? "f" : "g", Options = new RequestOptions { ResultKey = resultKey } };
            call.Arguments.AddRange(arguments.Select(argument => new ArgumentValue { Value = ByteString.CopyFromUtf8(argument) }));
            Receiver.OnReceived(new ClientFrame { Id = id, Call = call });
        }

        public void Call(ulong id, string requestId, RequestOptions options) => Receiver.OnReceived(new ClientFrame
        {
            Id = id,
            Call = new Call { RequestId = requestId, Function = "f", Options = options },
        });

        public Task<GatewayFrame> AnswerAsync(ulong id) => Link.WaitForAsync(frame => frame.Id == id);
    }

    internal sealed record Executor(RecordingLink<SchedulerCommand> Link, ILinkReceiver<ExecutorFrame> Receiver)
    {
        public int Schedules => Link.Frames.Count(frame => frame.Schedule is not null);

        public async Task<Schedule> ScheduleAsync(int attempt = 1) => (await Link.WaitForAsync(frame => frame.Schedule?.Attempt == attempt)).Schedule;

        public void Complete(string requestId, int attempt, Outcome outcome, bool stored = false) => Receiver.OnReceived(new ExecutorFrame
        {
            Completed = new Completed { RequestId = requestId, Attempt = attempt, Outcome = outcome, Stored = stored },
        });
    }

    public static Outcome Value(string text) => new() { Value = ByteString.CopyFromUtf8(text) };

    public static Outcome Failure(ErrorCode code) => new() { Error = new ErrorInfo { Code = code, Message = "on purpose" } };
}
