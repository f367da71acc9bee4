using System.CommandLine;
using Cloudburst.Cli.Calls;
using Cloudburst.Cli.Completion;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Output;
using Cloudburst.Shared;
using Spectre.Console;

namespace Cloudburst.Cli.Dags;

/// <summary><c>cloudburst dag list|show</c>.</summary>
internal static class DagCommand
{
    private static readonly Option<bool> Mermaid = new("--mermaid") { Description = "Write a Mermaid flowchart instead." };

    private static readonly Option<string?> Svg = new("--svg") { Description = "Write an SVG picture into a file instead; - for the output.", HelpName = "FILE" };

    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "Lists the registered DAGs.");
        list.Does(terminal, ListAsync);
        var name = new Argument<string>("NAME") { Description = "The DAG's name.", HelpName = "NAME" };
        name.CompletionSources.Add(Names.Dags(terminal));
        var show = new Command("show", "Draws a DAG: its inputs above, its result below.") { name, Mermaid, Svg };
        show.Does(terminal, run => ShowAsync(run, run.Get(name)));
        return new Command("dag", "Lists and draws DAGs.") { list, show };
    }

    private static async Task<int> ListAsync(CommandRun run)
    {
        var catalog = await run.WaitAsync("Asking for the DAGs", run.Client.GetCatalogAsync(cancellationToken: run.Cancellation));
        if (run.Json)
        {
            run.WriteJson(new { Dags = catalog.Dags.Select(dag => DagDocument.Of(dag, catalog)) });
            return ExitCode.Success;
        }
        if (catalog.Dags.Count == 0)
        {
            run.WriteLine("No DAG is registered. Those of [CloudburstDag] are when an executor starts, others when they are first called.");
            return ExitCode.Success;
        }
        var listing = new Listing("DAG", "INPUTS", "RESULT", "#NODES", "VERSION", "LEVEL");
        foreach (var dag in catalog.Dags)
        {
            listing.Add(
                new Cell(dag.Name, Color.Aqua), Contracts.Parameters(CallTarget.InputsOf(dag, catalog)), Contracts.Result(DagTypes.ResultOf(dag, catalog)), $"{dag.Nodes.Count}",
                dag.Version == 0 ? "" : $"{dag.Version}", dag.Consistency == Consistency.Default ? "" : dag.Consistency.ToString());
        }
        run.Write(listing.Table);
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandRun run, string name)
    {
        var catalog = await run.WaitAsync("Asking for the DAG", run.Client.GetCatalogAsync(cancellationToken: run.Cancellation));
        var dag = catalog.Dags.FirstOrDefault(dag => dag.Name == name) ?? throw new CliException(
            ExitCode.NotFound, $"No DAG named '{name}' is registered{NearestName.Hint(name, catalog.Dags.Select(static dag => dag.Name))}; 'cloudburst dag list' shows which are");
        if (run.Get(Svg) is { } file)
            await WriteSvgAsync(run, file, SvgDrawing.Draw(DagGraph.Of(dag, catalog), name));
        else if (run.Get(Mermaid))
            run.WriteLine(dag.ToMermaid().TrimEnd());
        else if (run.Json)
            run.WriteJson(DagDocument.Of(dag, catalog));
        else
            run.WriteLine(string.Join(Environment.NewLine, TerminalDrawing.Draw(DagGraph.Of(dag, catalog))));
        return ExitCode.Success;
    }

    private static async Task WriteSvgAsync(CommandRun run, string file, string picture)
    {
        if (file == "-")
        {
            run.WriteLine(picture);
            return;
        }
        var path = Path.Combine(run.Terminal.Folder, file);
        try
        {
            await File.WriteAllTextAsync(path, picture + Environment.NewLine, run.Cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"The picture can't be written to '{file}': {error.Message.TrimEnd('.')}; choose another file", error);
        }
        if (run.Json)
            run.WriteJson(new { File = path });
        else
            run.WriteLine($"Wrote {file}.");
    }
}
