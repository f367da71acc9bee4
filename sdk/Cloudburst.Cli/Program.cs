using Cloudburst.Cli;

return await CloudburstCommand.RunAsync(args, Terminal.OfProcess());
