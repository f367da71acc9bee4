namespace Cloudburst;

public sealed partial class DagBuilder
{
    /// <summary>Runs one of two branches; nothing of the other one runs, and what joins them waits for the one that does.</summary>
    /// <param name="condition">Decides.</param>
    /// <param name="then">Adds what runs when the condition is true, and returns its result.</param>
    /// <param name="otherwise">Adds what runs when it is false, and returns its result.</param>
    /// <returns>The result of the branch that runs.</returns>
    public Port<T> When<T>(Port<bool> condition, Func<Port<T>> then, Func<Port<T>> otherwise) => Switch(condition, otherwise, (true, then));

    /// <summary>Runs the branch of the value that a selector has; nothing of the others runs, and what joins them waits for the one that does.</summary>
    /// <param name="selector">Decides: a number, a text, an enumeration, or another value that is always written alike.</param>
    /// <param name="otherwise">Adds what runs when the selector has none of the branches' values, and returns its result.</param>
    /// <param name="branches">For each value what adds its branch, and returns its result.</param>
    /// <returns>The result of the branch that runs.</returns>
    public Port<T> Switch<TKey, T>(Port<TKey> selector, Func<Port<T>> otherwise, params ReadOnlySpan<(TKey Value, Func<Port<T>> Branch)> branches)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        if (branches.IsEmpty)
            throw new ArgumentException("There is nothing to choose from; give at least one value and its branch", nameof(branches));
        var decider = NodeFor(selector);
        var values = new List<ReadOnlyMemory<byte>>();
        var results = new DagBinding[branches.Length + 1];
        for (var i = 0; i < branches.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(branches[i].Branch, nameof(branches));
            // An item of a tuple arrives as JSON, a result as its function has written it.
            ReadOnlyMemory<byte>[] forms = [.. FormsOf(branches[i].Value)];
            if (values.Exists(value => value.Span.SequenceEqual(forms[0].Span)))
                throw new ArgumentException($"Two branches are for {branches[i].Value}; give each value one branch", nameof(branches));
            values.AddRange(forms);
            results[i] = Branch(new DagGuard(decider, forms, Negated: false), branches[i].Branch);
        }
        results[^1] = Branch(new DagGuard(decider, [.. values], Negated: true), otherwise);
        return AddChoice<T>(DagNodeKind.Choice, null, results);
    }

    /// <summary>
    /// Takes the first result of several that run at the same time, on different executors where there are several; the others are stopped, and what they do is
    /// ignored. One that throws has no result.
    /// </summary>
    /// <param name="alternatives">The results of functions: of replicas of one, or of different ways to the same end.</param>
    /// <returns>The first result.</returns>
    public Port<T> AnyOf<T>(params ReadOnlySpan<Port<T>> alternatives)
    {
        if (alternatives.IsEmpty)
            throw new ArgumentException("There is nothing to take a result of; give at least one alternative", nameof(alternatives));
        var results = new DagBinding[alternatives.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = Bind(Competitor(alternatives[i]));
        return AddChoice<T>(DagNodeKind.Race, null, results);
    }

    /// <summary>Takes the first valid result of several that run at the same time; when none is valid, the call fails with <see cref="CloudburstErrorCode.NoValidResult"/>.</summary>
    /// <param name="isValid">Tells whether a result may win.</param>
    /// <param name="alternatives">The results of functions.</param>
    /// <inheritdoc cref="AnyOf{T}(ReadOnlySpan{Port{T}})" path="/returns"/>
    public Port<T> AnyOf<T>(Function<T, bool> isValid, params ReadOnlySpan<Port<T>> alternatives)
    {
        var valid = new Port<T>[alternatives.Length];
        for (var i = 0; i < valid.Length; i++)
        {
            var alternative = Competitor(alternatives[i]);
            var verdict = Add(isValid, alternative);
            valid[i] = new Port<T>(this, Branch(new DagGuard(verdict.Binding.Index, [.. FormsOf(true)], Negated: false), () => alternative));
        }
        return AnyOf(valid);
    }

    /// <summary>Composes a branch under one more condition.</summary>
    private DagBinding Branch<T>(DagGuard guard, Func<Port<T>> compose)
    {
        _guards.Add(guard);
        var first = _nodes.Count;
        try
        {
            var result = Bind(compose());
            if (result.Constant.Key is not null)
                throw new ArgumentException("A branch ends in a reference; let a function of the branch read it", nameof(compose));
            // What was there before the branch, or is no node, does not tell by itself whether the branch runs.
            return result is { Kind: DagBindingKind.Node, Item: 0 } && result.Index >= first
                ? result
                : AddChoice<T>(DagNodeKind.Choice, null, result).Binding;
        }
        finally
        {
            _guards.RemoveAt(_guards.Count - 1);
        }
    }

    private int NodeFor<T>(Port<T> port)
    {
        var binding = Bind(port);
        return binding is { Kind: DagBindingKind.Node, Item: 0 } ? binding.Index : AddChoice<T>(DagNodeKind.Choice, null, binding).Binding.Index;
    }

    private Port<T> Competitor<T>(Port<T> port) => Bind(port).Kind == DagBindingKind.Node
        ? port.Binding.Item == 0 ? port : new Port<T>(this, DagBinding.FromNode(NodeFor(port)))
        : throw new ArgumentException("An alternative must be the result of a function; what is there from the start always wins", nameof(port));

    private static IEnumerable<ReadOnlyMemory<byte>> FormsOf<T>(T value) =>
        new[] { Payload.Encode(value), PayloadLists.EncodeJson(value) }.DistinctBy(Convert.ToHexString).Select(form => (ReadOnlyMemory<byte>)form);
}
