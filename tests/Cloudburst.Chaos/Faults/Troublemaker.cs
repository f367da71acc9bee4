using Cloudburst.Chaos.Processes;

namespace Cloudburst.Chaos.Faults;

/// <summary>Makes faults happen, and puts them right as an operator would.</summary>
/// <param name="cluster">To whom.</param>
/// <param name="log">Told what happens, and when.</param>
public sealed class Troublemaker(ProcessCluster cluster, TextWriter log)
{
    /// <summary>Makes a fault happen, and returns when its role is healthy again.</summary>
    public async Task MakeAsync(Fault fault, CancellationToken cancellationToken)
    {
        var role = cluster.Role(fault.Role);
        var process = role.Process!;
        await SayAsync($"{fault}").ConfigureAwait(false);
        if (fault.Kind == FaultKind.Kill)
        {
            await process.KillAsync().ConfigureAwait(false);
            await Task.Delay(fault.Lasting, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            process.Stop();
            try
            {
                await Task.Delay(fault.Lasting, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                process.Continue();
            }
        }
        await cluster.WaitHealthyAsync(role, cancellationToken).ConfigureAwait(false);
        await SayAsync($"{fault.Role} is healthy").ConfigureAwait(false);
    }

    private Task SayAsync(string what) => log.WriteLineAsync($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");
}
