namespace Cloudburst.Scheduler.Dags;

/// <summary>Types as functions' contracts name them: C# with namespaces and keywords.</summary>
internal static class ContractTypes
{
    private static readonly string[] Lists =
    [
        "System.Collections.Generic.List<", "System.Collections.Generic.IReadOnlyList<", "System.Collections.Generic.IList<",
        "System.Collections.Generic.IReadOnlyCollection<", "System.Collections.Generic.IEnumerable<",
    ];

    private const string Reference = "Cloudburst.Ref<";

    /// <summary>What a function without a result yields, where a type is needed.</summary>
    public const string Nothing = "Cloudburst.Unit";

    /// <summary>An array of a type. C# writes the outermost rank first: an array of <c>int[,]</c> is <c>int[][,]</c>.</summary>
    public static string ArrayOf(string type)
    {
        type = type.Length == 0 ? Nothing : type;
        return type.Insert(RanksOf(type), "[]");
    }

    /// <summary>The elements' type of a list; <see langword="null"/> for what is none.</summary>
    public static string? ElementOf(string type)
    {
        var ranks = RanksOf(type);
        if (ranks < type.Length)
            return type.AsSpan(ranks).StartsWith("[]", StringComparison.Ordinal) ? type.Remove(ranks, 2) : null;
        foreach (var list in Lists)
        {
            if (type.StartsWith(list, StringComparison.Ordinal) && type.EndsWith('>'))
                return type[list.Length..^1];
        }
        return null;
    }

    /// <summary>The type that a reference leads to; <see langword="null"/> for what is none.</summary>
    public static string? ReferredBy(string type) =>
        type.StartsWith(Reference, StringComparison.Ordinal) && type.EndsWith('>') ? type[Reference.Length..^1] : null;

    /// <summary>The types of a tuple's items; empty for what is none.</summary>
    public static IReadOnlyList<string> ItemsOf(string type)
    {
        if (!type.StartsWith('(') || !type.EndsWith(')'))
            return [];
        var items = new List<string>();
        var (depth, start) = (0, 1);
        for (var i = 1; i < type.Length; i++)
        {
            if (type[i] is '(' or '<' or '[')
                depth++;
            else if (type[i] is '>' or ']' || (type[i] == ')' && i < type.Length - 1))
                depth--;
            else if (depth == 0 && type[i] is ',' or ')')
            {
                items.Add(type[start..i].Trim());
                start = i + 1;
            }
        }
        return items;
    }

    /// <summary>Where the ranks of an array begin; the length of what is none.</summary>
    private static int RanksOf(string type)
    {
        var at = type.Length;
        while (at > 0 && type[at - 1] == ']')
            at = type.LastIndexOf('[', at - 1);
        return at;
    }
}
