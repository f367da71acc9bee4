using Cloudburst.Kvs;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>Connects a role to the store, whenever that comes up.</summary>
internal static class StoreConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="KvsException">The store refuses: another try would not help.</exception>
    public static async Task<IKeyValueStore> ConnectAsync(RoleSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new RedisKvsOptions
        {
            EndPoints = settings.Kvs,
            User = settings.KvsUser,
            Password = settings.KvsPassword,
            Tls = settings.KvsTls,
        };
        var reported = false;
        while (true)
        {
            try
            {
                return await RedisKeyValueStore.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            }
            catch (KvsException error) when (error.IsTransient)
            {
                if (!reported)
                    logger.LogInformation("Waiting for the store: {Reason}", error.Message);
                reported = true;
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
