namespace Cloudburst.Executor.Runs;

/// <summary>Nodes that became ready: usually none or one, so no list is made for that.</summary>
internal struct ReadyNodes
{
    private int _first;
    private List<int>? _more;
    private Queue<SettledNode>? _settled;

    public int Count { get; private set; }

    public readonly int First => _first;

    public readonly IReadOnlyList<int> AfterFirst => _more ?? (IReadOnlyList<int>)[];

    public void Add(int node)
    {
        if (Count++ == 0)
            _first = node;
        else
            (_more ??= []).Add(node);
    }

    /// <summary>Adds a node of which it is known what becomes of it.</summary>
    public void AddSettled(in SettledNode node) => (_settled ??= []).Enqueue(node);

    /// <summary>Takes such a node out.</summary>
    public readonly bool TryTakeSettled(out SettledNode node)
    {
        node = default;
        return _settled is not null && _settled.TryDequeue(out node);
    }
}

/// <summary>A node that needs no worker.</summary>
/// <param name="Node">The node.</param>
/// <param name="Result">What becomes of it.</param>
/// <param name="Winner">The place of the binding that it has taken; -1 for one that is skipped.</param>
internal readonly record struct SettledNode(int Node, NodeResult Result, int Winner);
