using System.Collections.Immutable;
using System.Globalization;

namespace Cloudburst.Histories;

/// <summary>
/// Histories as a reader writes them on paper; explanations speak it too. One session on a line, then what remained:
/// <code>
/// s1                f: w(x=x1)
/// s2 @Causal        f: r(x=x1 z=-) w(y=y1) | g&lt;f: r(y=y1) | h&lt;f,g: r(x=x1,x2)
/// s3#2 !Failed      f: cas(x:x1>x3) cas!(x:-&gt;x4) cas?(x:x1>x5) w?(y=y2) add(n+3)
/// installed x: x1 x3
/// final x=x3 y=y1,y2 z=-
/// count n=3
/// </code>
/// <c>r(x=x1 z=-)</c> is one read request; <c>-</c> is absent; <c>x1,x2</c> are siblings; <c>g&lt;f</c> is g, triggered by f; <c>?</c> was never answered; <c>cas!</c> failed.
/// Times are <c>[start,end]</c> behind an operation; without them operations follow one another in the order of writing.
/// </summary>
public static class Notation
{
    /// <exception cref="FormatException">The text is not in the notation, or the history contradicts itself.</exception>
    public static History Parse(string text) => new NotationReader().Read(text);

    public static string Format(History history)
    {
        var lines = history.Sessions.Select(Format)
            .Concat(history.Installed.OrderBy(Key).Select(of => $"installed {of.Key}: {string.Join(' ', of.Value)}"))
            .Concat(history.Final.OrderBy(Key).Select(of => $"final {of.Key}={Versions(of.Value)}"))
            .Concat(history.Counters.OrderBy(Key).Select(of => Invariant($"count {of.Key}={of.Value}")));
        return string.Join('\n', lines);

        static string Key<T>(KeyValuePair<string, T> pair) => pair.Key;
    }

    public static string Format(Session session)
    {
        var level = session.Level == Level.LastWriterWins ? "" : $" @{session.Level}";
        var outcome = session.Outcome == Outcome.Committed ? "" : $" !{session.Outcome}";
        return $"{session.Name}{level}{outcome} {string.Join(" | ", session.Invocations.Select(Format))}";
    }

    public static string Format(Operation operation) => operation switch
    {
        Read read => $"r({string.Join(' ', read.Got.Select(got => $"{got.Key}={Versions(got.Value)}"))})",
        Write write => $"w{Mark(write.End)}({write.Key}={write.Version})",
        CompareAndSet set => $"cas{Mark(set.Succeeded)}({set.Key}:{set.Expected ?? "-"}>{set.Version})",
        Add add => Invariant($"add{Mark(add.End)}({add.Key}{add.Amount:+0;-0;+0})"),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.GetType().Name, "No notation for this kind of operation."),
    };

    public static string Versions(ImmutableArray<string> versions) => versions.IsEmpty ? "-" : string.Join(',', versions);

    private static string Format(Invocation invocation)
    {
        var after = invocation.After.IsEmpty ? "" : "<" + string.Join(',', invocation.After);
        var operations = invocation.Operations.Select(operation => Invariant($"{Format(operation)}[{operation.Start},{operation.End}]"));
        return $"{invocation.Name}{after}: {string.Join(' ', operations)}";
    }

    private static string Mark(long? end) => end is null ? "?" : "";

    private static string Mark(bool? succeeded) => succeeded switch { true => "", false => "!", null => "?" };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
