using Cloudburst.Kvs.Security;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>Our options as the client library's.</summary>
internal static class RedisConfiguration
{
    public static ConfigurationOptions Create(RedisKvsOptions options, bool subscribes = false)
    {
        List<string> mistakes = [];
        if (options.EndPoints.Count == 0)
            mistakes.Add("EndPoints is empty: name at least one server as host:port");
        if (options.MaxValueBytes is < 1 or > KvsLimits.LargestMaxValueBytes)
            mistakes.Add($"MaxValueBytes is {options.MaxValueBytes:N0}, but must be between 1 and {KvsLimits.LargestMaxValueBytes:N0}");
        if (options.ConnectTimeout <= TimeSpan.Zero || options.CallTimeout <= TimeSpan.Zero)
            mistakes.Add("ConnectTimeout and CallTimeout must be above zero");
        if (options.MaxMergeAttempts < 1)
            mistakes.Add("MaxMergeAttempts must be at least 1");
        if (options.ReplicasToWaitFor < 1)
            mistakes.Add("ReplicasToWaitFor must be at least 1");
        if (options.ReplicationTimeout < TimeSpan.FromMilliseconds(1))
            mistakes.Add("ReplicationTimeout must be at least one millisecond");
        if (mistakes.Count > 0)
            throw new KvsException(KvsError.UnsafeSettings, $"The store's settings can't be used: {string.Join("; ", mistakes)}.");

        var configuration = new ConfigurationOptions
        {
            ClientName = "cloudburst-kvs",
            Password = options.Password,
            User = options.User,
            Ssl = options.UseTls || options.Tls is not null,
            // Only to ask: CLUSTER NODES, CONFIG GET and WAIT count as such.
            AllowAdmin = true,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            AsyncTimeout = (int)options.CallTimeout.TotalMilliseconds,
            SyncTimeout = (int)options.CallTimeout.TotalMilliseconds,
            KeepAlive = 10,
            // Without it the library opens no second connection.
            CommandMap = subscribes ? CommandMap.Default : CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE"], available: false),
            ReconnectRetryPolicy = new ExponentialRetry(100, 2_000),
            // A call to a node that is away fails at once, and RedisCalls makes it again, where its key has gone meanwhile.
            BacklogPolicy = BacklogPolicy.FailFast,
        };
        if (options.Tls?.CaFile is { } authority)
            configuration.CertificateValidation += Authority.OfServers(authority);
        if (options.Tls?.CertificateFile is { } file)
        {
            var own = new CertificateFile(file, options.Tls.KeyFile);
            configuration.CertificateSelection += (_, _, _, _, _) => own.Current;
        }

        foreach (var endPoint in options.EndPoints)
            configuration.EndPoints.Add(endPoint);
        return configuration;
    }
}
