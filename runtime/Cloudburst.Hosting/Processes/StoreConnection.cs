using Cloudburst.Kvs;
using Cloudburst.Kvs.Feed;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>Connects a role to the store, whenever that comes up.</summary>
internal static class StoreConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="KvsException">The store refuses: another try would not help.</exception>
    public static Task<RedisKeyValueStore> ConnectAsync(RoleSettings settings, ILogger logger, CancellationToken cancellationToken) =>
        WaitAsync(() => RedisKeyValueStore.ConnectAsync(OptionsOf(settings), cancellationToken), logger, cancellationToken);

    /// <summary>Listens to what the writers of a plain Redis server, or of a cluster of them, publish.</summary>
    /// <exception cref="KvsException">The store refuses: another try would not help.</exception>
    public static Task<RedisChangeFeed> ListenAsync(RoleSettings settings, ILogger logger, CancellationToken cancellationToken) =>
        WaitAsync(() => RedisChangeFeed.StartAsync(OptionsOf(settings), cancellationToken), logger, cancellationToken);

    private static RedisKvsOptions OptionsOf(RoleSettings settings) => new()
    {
        EndPoints = settings.Kvs,
        User = settings.KvsUser,
        Password = settings.KvsPassword,
        Tls = settings.KvsTls,
        // A node of ours tells its caches itself, and does not look at this.
        PublishChanges = true,
    };

    private static async Task<T> WaitAsync<T>(Func<Task<T>> connect, ILogger logger, CancellationToken cancellationToken)
    {
        var reported = false;
        while (true)
        {
            try
            {
                return await connect().ConfigureAwait(false);
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
