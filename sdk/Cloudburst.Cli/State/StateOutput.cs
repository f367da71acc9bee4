using System.Text.Json;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.State;

/// <summary>Writes what keys hold.</summary>
internal static class StateOutput
{
    private static readonly Color KindColor = Color.Aqua;

    /// <summary>Writes what keys hold now.</summary>
    public static void Write(CommandRun run, IReadOnlyList<StateView> views)
    {
        if (run.Json)
        {
            run.WriteJson(new { Entries = views });
            return;
        }
        if (views.Count == 1)
        {
            run.Terminal.Out.Write(new Text(views[0].Kind ?? "absent", new Style(KindColor)));
            run.WriteLine($"  {TextOf(views[0])}");
            return;
        }
        var listing = new Listing("KEY", "KIND", "VALUE");
        foreach (var view in views)
            listing.Add(view.Key, new Cell(view.Kind ?? "absent", KindColor), TextOf(view));
        run.Write(listing.Table);
    }

    /// <summary>Writes one state in the course of a key.</summary>
    public static void WriteChange(CommandRun run, StateView view)
    {
        var now = run.Terminal.Time.GetLocalNow();
        if (run.Json)
        {
            run.WriteJsonLine(new { Time = now, view.Key, view.Kind, view.Type, view.Value, view.Siblings });
            return;
        }
        run.Terminal.Out.Write(new Text(FormattableString.Invariant($"{now:HH:mm:ss.fff}  "), new Style(Color.Grey)));
        run.Terminal.Out.Write(new Text(view.Kind ?? "absent", new Style(KindColor)));
        run.WriteLine(view.IsAbsent ? "" : $"  {TextOf(view)}");
        run.Terminal.Out.Profile.Out.Writer.Flush();
    }

    private static string TextOf(StateView view) => (view.IsAbsent ? "" : JsonSerializer.Serialize(view.Value, JsonOutput.Line))
        + (view.Siblings.Count > 0 ? $"  (the newest of {view.Siblings.Count} concurrent: {string.Join(", ", view.Siblings.Select(JsonOutput.Compact))})" : "");
}
