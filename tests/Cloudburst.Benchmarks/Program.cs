using System.CommandLine;
using Cloudburst.Benchmarks.Commands;
using Cloudburst.Benchmarks.Workloads;

var root = new RootCommand("Measures the system beside its peers, in one run. docs/benchmarks.md explains every row.");
foreach (var workload in new Workload[] { new Composition(), new Counters(), new Locality(), new Merges(), new Propagation(), new Consistencies(), new Scheduling(), new Aggregation(gossips: true), new Aggregation(gossips: false), new Generation(), new Streaming() })
    root.Subcommands.Add(WorkloadCommand.Create(workload));
root.Subcommands.Add(AnomaliesCommand.Create());
root.Subcommands.Add(TemplateCommand.Create());
root.Subcommands.Add(ChaosCommand.Create());
root.Subcommands.Add(SoakCommand.Create());
foreach (var role in RoleCommands.All)
    root.Subcommands.Add(role);
// Long enough to stop every process that was started.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
