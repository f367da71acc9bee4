using Cloudburst.Histories;
using Cloudburst.Histories.Recording;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Sends random requests, some at a time, each function to any executor, and again as another attempt when one fails or stays silent.</summary>
internal sealed class ClientNode(NodeContext context, RunLog log, IReadOnlyList<string> executors, Zipf keys, int requests) : Node(context)
{
    private const int InFlight = 6;
    private const int MostAttempts = 12;
    private const long Patience = 400_000;
    private const long Pause = 2_000;
    private readonly Random _random = new((int)(context.Random.Next() >> 33));
    private readonly Dictionary<int, Plan> _running = [];
    private int _begun;

    public bool IsDone => _begun == requests && _running.Count == 0;

    public int Committed { get; private set; }

    public int Repeated { get; private set; }

    public override void Start()
    {
        for (var i = 0; i < InFlight; i++)
            Next();
    }

    public override void Receive(string from, object message)
    {
        var finished = (Finished)message;
        if (!_running.TryGetValue(finished.Request, out var plan) || plan.Attempt != finished.Attempt)
            return;
        if (!finished.IsSuccess)
        {
            Context.SetTimer(Pause, plan);
            return;
        }

        Committed++;
        log.End(plan, Outcome.Committed);
        Leave(plan);
    }

    public override void Timer(object tag)
    {
        var plan = (Plan)tag;
        if (!_running.TryGetValue(plan.Request, out var running) || !ReferenceEquals(running, plan))
            return;
        Repeated++;
        if (plan.Attempt == MostAttempts)
            Leave(plan);
        else
            Begin(plan.Request, plan.Attempt + 1, plan.Script);
    }

    private void Next()
    {
        if (_begun < requests)
            Begin(_begun++, 1, Script.Random(_random, keys, anyWrites: true));
    }

    private void Begin(int request, int attempt, Script script)
    {
        var plan = new Plan(request, attempt, script, [.. script.Functions.Select(_ => Context.Random.Pick(executors))]);
        _running[request] = plan;
        Context.SetTimer(Patience, plan);
        for (var i = 0; i < script.Functions.Length; i++)
        {
            if (script.Functions[i].After.IsEmpty)
                Context.Send(plan.Executors[i], new Trigger(plan, i, -1, Cloudburst.Sessions.SessionRecord.Empty, Cloudburst.Lattices.Stamp.Zero));
        }
    }

    private void Leave(Plan plan)
    {
        _running.Remove(plan.Request);
        Next();
    }
}
