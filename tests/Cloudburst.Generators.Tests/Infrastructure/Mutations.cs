using CsCheck;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>Code while it is typed: a source that ends early, or in which pieces were replaced. CsCheck prints the seed of a failure.</summary>
internal static class Mutations
{
    private static readonly string[] Snippets =
    [
        "[CloudburstFunction]", "[CloudburstFunction(", "[CloudburstState(null)]", "[CloudburstDag]", "[FromState(\"{\")]", "public", "static", "partial", "async", "void",
        "class", "record", "struct", "interface", "namespace", "enum", "extension(int x)", "<T>", "<", ">", "(", ")", "{", "}", ";", "=>", "ref", "in", "params", "this", "?", "*", "[]",
        "Ref<", "Task<", "delegate*<int>", "dynamic", "\"", "///", "/*", "@", "global::", "file", "\0", "é", "#if", "int x", "await", "await foreach (var x in", "lock (", "Dag.Build(",
        "new DagShape(", "\"key\"", ".ReadAsync()", ".WriteAsync(", "Guid.NewGuid()", "_ =", "return", "yield return", "x => x", "null", "default", "$\"{", "Functions.", "goto", "1",
    ];

    public static Gen<string> Truncated(string source) => Gen.Int[0, source.Length].Select(length => source[..length]);

    public static Gen<string> Mutated(string source) => Gen.Select(Gen.Int[0, source.Length], Gen.Int[0, 25], Gen.Int[0, Snippets.Length - 1])
        .Array[1, 4]
        .Select(edits => edits.Aggregate(source, (text, edit) =>
        {
            var start = Math.Min(edit.Item1, text.Length);
            var end = Math.Min(start + edit.Item2, text.Length);
            return text[..start] + Snippets[edit.Item3] + text[end..];
        }));
}
