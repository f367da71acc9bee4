using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cloudburst;

/// <summary>Draws a DAG as a Mermaid flowchart, which GitHub, editors and most documentation tools show as a picture.</summary>
internal static class DagMermaid
{
    private const int LongestValue = 24;

    public static string Draw(DagShape dag)
    {
        var text = new StringBuilder("flowchart LR\n");
        for (var input = 0; input < dag.InputCount; input++)
            text.Append(CultureInfo.InvariantCulture, $"    in{input}([{(dag.InputCount == 1 ? "argument" : $"argument {input + 1}")}])\n");
        for (var node = 0; node < dag.Nodes.Count; node++)
            text.Append(CultureInfo.InvariantCulture, $"    n{node}{Box(dag.Nodes[node])}\n");
        text.Append("    out([result])\n");
        for (var node = 0; node < dag.Nodes.Count; node++)
            DrawEdges(text, dag, dag.Nodes[node], node);
        return text.Append(CultureInfo.InvariantCulture, $"    n{dag.Sink} --> out\n").ToString();
    }

    private static void DrawEdges(StringBuilder text, DagShape dag, DagNodeShape node, int number)
    {
        foreach (var binding in node.Bindings)
        {
            // A constant is part of its node.
            if (binding.Kind == DagBindingKind.Constant)
                continue;
            var source = binding.Kind == DagBindingKind.Input ? $"in{binding.Index}" : $"n{binding.Index}";
            var what = (binding.Item, binding.IsForEach) switch
            {
                (0, false) => "",
                (0, true) => "each",
                (_, false) => $"item {binding.Item}",
                _ => $"each of item {binding.Item}",
            };
            // A thick line: what is behind it is placed when the result is known.
            var line = dag.IsContinuation(node, binding) ? "==" : "--";
            text.Append(CultureInfo.InvariantCulture, $"    {source} {(what.Length == 0 ? "" : $"{line} {what} ")}{line}> n{number}\n");
        }
        foreach (var guard in node.Guards)
            text.Append(CultureInfo.InvariantCulture, $"    n{guard.Node} -. \"{Escape(ConditionOf(guard))}\" .-> n{number}\n");
        // Lines without an arrow: nothing flows there.
        foreach (var other in node.Near)
            text.Append(CultureInfo.InvariantCulture, $"    n{number} -. near .- n{other}\n");
        foreach (var other in node.ApartFrom)
            text.Append(CultureInfo.InvariantCulture, $"    n{number} -. apart from .- n{other}\n");
    }

    private static string Box(DagNodeShape node)
    {
        var label = $"\"{Escape(node.Label)}\"";
        if (node.Kind == DagNodeKind.Race)
            return "{{" + label + "}}";
        if (node.Kind == DagNodeKind.Choice)
            return "{" + label + "}";
        return node.Bindings.Any(static binding => binding.IsForEach) ? $"[[{label}]]" : $"[{label}]";
    }

    public static string ConditionOf(DagGuard guard)
    {
        // A value stands there as its function writes it, and as JSON.
        string[] values = [.. guard.Results.Select(TextOf).Distinct(StringComparer.Ordinal)];
        return (guard.Negated, values) switch
        {
            (true, ["true"]) => "if false",
            (true, _) => $"if not {string.Join(", ", values)}",
            _ => $"if {string.Join(", ", values)}",
        };
    }

    private static string TextOf(ReadOnlyMemory<byte> payload)
    {
        var value = new EncodedValue(payload);
        if (!value.IsReadable)
            return "…";
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            value.WriteJson(writer);
        var text = Encoding.UTF8.GetString(json.WrittenSpan);
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");
    }

    // Mermaid writes what would end a label, or begin an escape, as a number.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '"' or '#' or '<' or '>' or '&' or '`' || char.IsControl(c))
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
