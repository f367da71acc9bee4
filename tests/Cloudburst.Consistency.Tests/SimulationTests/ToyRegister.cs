using System.Collections.Immutable;
using Cloudburst.Histories;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SimulationTests;

/// <summary>One way to get a register wrong, or none.</summary>
public enum Flaw
{
    None,

    /// <summary>The server keeps its value in memory only.</summary>
    Forgets,

    /// <summary>A request that is sent again is executed again.</summary>
    Repeats,

    /// <summary>Reads are answered from a copy that hears of writes later.</summary>
    ReadsCopy,
}

internal sealed record Request(string Id, Operation Wanted);

internal sealed record Reply(string Id, Operation Done);

internal sealed record CopyOf(long Number, string? Value);

/// <summary>A register on one server: the smallest system in which crashes, retries and copies can go wrong.</summary>
internal sealed class RegisterServer(NodeContext context, Flaw flaw) : Node(context)
{
    private readonly IDictionary<string, object> _kept = flaw == Flaw.Forgets ? new Dictionary<string, object>() : context.Disk;

    public override void Receive(string from, object message)
    {
        var request = (Request)message;
        if (flaw == Flaw.Repeats || !_kept.TryGetValue(request.Id, out var done))
        {
            done = Execute(request.Wanted);
            _kept[request.Id] = done;
        }

        Context.Send(from, new Reply(request.Id, (Operation)done));
    }

    private Operation Execute(Operation wanted)
    {
        var value = _kept.TryGetValue("value", out var kept) ? (string)kept : null;
        switch (wanted)
        {
            case Read:
                return new Read(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("x", value is null ? [] : [value]));
            case CompareAndSet set when set.Expected != value:
                return set with { Succeeded = false };
            case CompareAndSet set:
                Set(set.Version);
                return set with { Succeeded = true };
            default:
                Set(((Write)wanted).Version);
                return wanted;
        }
    }

    private void Set(string value)
    {
        var number = _kept.TryGetValue("number", out var kept) ? (long)kept + 1 : 1;
        (_kept["number"], _kept["value"]) = (number, value);
        Context.Send("copy", new CopyOf(number, value));
    }
}

/// <summary>Hears of every write some time after it was acknowledged, and answers reads.</summary>
internal sealed class RegisterCopy(NodeContext context) : Node(context)
{
    private CopyOf _latest = new(0, null);

    public override void Receive(string from, object message)
    {
        if (message is CopyOf copy)
            _latest = copy.Number > _latest.Number ? copy : _latest;
        else
            Context.Send(from, new Reply(((Request)message).Id, new Read(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("x", _latest.Value is null ? [] : [_latest.Value]))));
    }
}

/// <summary>Asks for one operation after another, sends again what is not answered, gives up in the end, and records.</summary>
internal sealed class RegisterClient(NodeContext context, HistoryRecorder recorder, Flaw flaw, int operations) : Node(context)
{
    private const int MostTries = 6;
    private readonly InvocationRecorder _record = Begin(recorder, context.Name);
    private string? _known;
    private Request? _open;
    private long _begun;
    private int _tries;
    private int _done;

    public bool IsDone => _done == operations;

    public override void Start() => Next();

    public override void Receive(string from, object message)
    {
        var reply = (Reply)message;
        if (reply.Id != _open?.Id)
            return;
        switch (reply.Done)
        {
            case Read read:
                _known = read.Got["x"].FirstOrDefault();
                _record.Read(_begun, Context.Now, ("x", read.Got["x"]));
                break;
            case CompareAndSet set:
                _record.CompareAndSet(_begun, Context.Now, "x", set.Expected, set.Version, set.Succeeded);
                break;
            case Write write:
                _record.Write(_begun, Context.Now, "x", write.Version);
                break;
        }

        Finish();
    }

    public override void Timer(object tag)
    {
        if (!ReferenceEquals(tag, _open))
            return;
        if (_tries < MostTries)
        {
            Send();
            return;
        }

        if (_open.Wanted is Write write)
            _record.Write(_begun, null, "x", write.Version);
        else if (_open.Wanted is CompareAndSet set)
            _record.CompareAndSet(_begun, null, "x", set.Expected, set.Version, null);
        Finish();
    }

    private void Next()
    {
        Operation wanted = Context.Random.Below(4) switch
        {
            0 => new Write("x", recorder.NewVersion("x")),
            1 => new CompareAndSet("x", _known, recorder.NewVersion("x"), null),
            _ => new Read(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty),
        };
        (_open, _begun, _tries) = (new($"{Context.Name}-{_done}", wanted), Context.Now, 0);
        Send();
    }

    private void Send()
    {
        _tries++;
        Context.Send(flaw == Flaw.ReadsCopy && _open!.Wanted is Read ? "copy" : "server", _open!);
        Context.SetTimer(3_000, _open!);
    }

    private void Finish()
    {
        _open = null;
        _done++;
        if (!IsDone)
            Next();
    }

    private static InvocationRecorder Begin(HistoryRecorder recorder, string name)
    {
        var session = recorder.Begin(name, Level.Linearizable);
        session.Outcome = Outcome.Committed;
        return session.Invocation("f");
    }
}
