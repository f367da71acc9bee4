using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>The questions of a node that wait for their answers: each is answered once, with null when nothing came in time.</summary>
internal sealed class Questions(NodeContext context)
{
    private const long Patience = 20_000;
    private readonly Dictionary<ulong, Action<object?>> _open = [];

    public void Ask(string to, object wanted, Action<object?> then)
    {
        var id = context.Random.Next();
        _open.Add(id, then);
        context.Send(to, new Ask(id, wanted));
        context.SetTimer(Patience, new Overdue(id));
    }

    public void Receive(Answer answer) => Settle(answer.Id, answer.Got);

    public void Timer(Overdue overdue) => Settle(overdue.Id, null);

    // An answer may come twice, or after it was given up.
    private void Settle(ulong id, object? got)
    {
        if (_open.Remove(id, out var then))
            then(got);
    }

    internal sealed record Overdue(ulong Id);
}
