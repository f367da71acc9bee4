using System.Collections.Frozen;
using Cloudburst.Executor.Messaging;
using Cloudburst.Executor.State;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>What a running function sees of the system.</summary>
internal sealed class FunctionContext(RequestRun run, CallSite site, string functionName, RequestState state, Mailroom mailroom, TimeProvider time, ILogger logger)
    : CloudburstContext
{
    private readonly Lock _gate = new();
    private Mailbox? _mailbox;
    private CancellationToken? _limit;
    private bool _closed;

    public override InvocationId Id => Mailbox.Id;

    public override string RequestId => run.RequestId;

    public override int Attempt => run.Attempt;

    public override IReadOnlyDictionary<string, string> Tags => field ??= run.Schedule.Options.Tags.Count == 0
        ? CallOptions.Default.Tags
        : run.Schedule.Options.Tags.ToFrozenDictionary(static tag => tag.Name, static tag => tag.Value);

    public override string FunctionName => functionName;

    public override DateTimeOffset Deadline => run.Deadline;

    public override CancellationToken CancellationToken => _limit ?? run.GetToken(time, site.Node);

    public override ILogger Logger => field ??= new FunctionLog(logger, this);

    public override TimeProvider Clock => time;

    public override IStateStore State => state;

    /// <summary>The times of the call, where its request is traced.</summary>
    public CallSpan? Span { get; set; }

    /// <summary>Takes the results of a function that yields a stream.</summary>
    public ResultStream Results => run.StreamOf(time);

    // A function may stand in a DAG more than once, and be called for each element of a list.
    protected override string RandomSeed => site.Element < 0 ? $"{run.RequestId}/{Node}" : $"{run.RequestId}/{Node}/{site.Element}";

    // The parts of a DAG count their nodes for themselves.
    private string Node => run.Key.Part == 0 ? $"{site.Node}" : $"{run.Key.Part}.{site.Node}";

    // Nobody can write to an invocation that has not told its id, so it has a mailbox only from then on.
    private Mailbox Mailbox
    {
        get
        {
            lock (_gate)
            {
                if (_mailbox is null)
                {
                    _mailbox = mailroom.Open();
                    // A task that the function left behind gets no mail either.
                    if (_closed)
                        mailroom.Close(_mailbox);
                }
                return _mailbox;
            }
        }
    }

    public override ValueTask SendAsync<T>(InvocationId to, T message, CancellationToken cancellationToken = default) =>
        mailroom.SendAsync(Mailbox, to, Payload.Encode(message), state, cancellationToken);

    public override async ValueTask<ReceivedMessage<T>?> ReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var letter = await mailroom.ReceiveAsync(Mailbox, timeout, state, cancellationToken).ConfigureAwait(false);
        return letter is null ? null : new ReceivedMessage<T>(new InvocationId(letter.From), Payload.Decode<T>(letter.Body.Memory)!);
    }

    /// <summary>Whether the function goes on after its time, and still uses what it was given.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Gives the function a token that fires earlier than the request's. Call before it runs.</summary>
    public void Limit(CancellationToken token) => _limit = token;

    /// <summary>The function has returned: mail that comes now is refused.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (_mailbox is not null)
                mailroom.Close(_mailbox);
        }
    }
}
