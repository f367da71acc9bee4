using System.CommandLine;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Hosting;

namespace Cloudburst.Benchmarks.Commands;

/// <summary>What this program is when it starts itself: a role of the system, or a peer. Hidden, because nobody else should.</summary>
internal static class RoleCommands
{
    public static IEnumerable<Command> All => [Role(), Peer(GrpcPeers.Role, GrpcPeers.ServeAsync), Peer(SocketPeers.Role, SocketPeers.ServeAsync)];

    // The settings come from the environment, as they do where an app host or a cluster starts a role.
    private static Command Role()
    {
        var role = new Argument<string>("role");
        var command = new Command("role", "A role of the system.") { role };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => parsed.GetRequiredValue(role) == "executor"
            ? RunExecutorAsync(Lifeline.Watch(cancellationToken))
            : NodeProgram.RunAsync(parsed.GetRequiredValue(role), new Dictionary<string, string>(), Lifeline.Watch(cancellationToken)));
        return command;
    }

    private static Task<int> RunExecutorAsync(CancellationToken cancellationToken)
    {
        var builder = CloudburstApplication.CreateBuilder();
        foreach (var module in FunctionSets.Of(Environment.GetEnvironmentVariable("Cloudburst__Id")))
            builder.AddModule(module);
        return builder.RunAsync(main: null, cancellationToken);
    }

    private static Command Peer(string name, Func<int, int?, CancellationToken, Task> serveAsync)
    {
        var port = new Argument<int>("port");
        var next = new Argument<int?>("next") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(name, "A peer.") { port, next };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => serveAsync(parsed.GetValue(port), parsed.GetValue(next), Lifeline.Watch(cancellationToken)));
        return command;
    }
}
