using System.Globalization;
using System.Net;
using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Chaos.Processes;
using StackExchange.Redis;

namespace Cloudburst.Benchmarks.Peers;

/// <summary>A redis-server of its own, or a Garnet, as a plain client of it sees it.</summary>
internal sealed class RedisPeer : IAsyncDisposable
{
    private readonly ChildProcess? _server;

    private RedisPeer(string name, ChildProcess? server, ConnectionMultiplexer connection)
    {
        Name = name;
        _server = server;
        Connection = connection;
        Database = connection.GetDatabase();
    }

    /// <summary>The peer's name in the result.</summary>
    public string Name { get; }

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database { get; }

    /// <summary>Starts redis-server, if this machine has one.</summary>
    /// <returns><see langword="null"/> when it has none.</returns>
    public static async Task<RedisPeer?> TryStartRedisAsync(CancellationToken cancellationToken)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        if (program is null)
            return null;
        var port = FreePorts.Take().ToString(CultureInfo.InvariantCulture);
        var server = ChildProcess.Start(program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        ConnectionMultiplexer? connection = null;
        await server.WaitUntilAsync(
            async () =>
            {
                try
                {
                    connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}").ConfigureAwait(false);
                    return true;
                }
                catch (RedisConnectionException)
                {
                    return false;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return new RedisPeer("redis", server, connection!);
    }

    /// <summary>Connects to the Garnet that is the cluster's KVS node.</summary>
    public static async Task<RedisPeer> ConnectGarnetAsync(string endPoint) =>
        new("garnet", server: null, await ConnectionMultiplexer.ConnectAsync(endPoint).ConfigureAwait(false));

    /// <summary>Stores the arrays that <see cref="SumAsync"/> reads.</summary>
    public async Task StoreArraysAsync(int length)
    {
        for (var i = 0; i < ArraySums.ArrayCount; i++)
        {
            var content = System.Runtime.InteropServices.MemoryMarshal.AsBytes(ArraySums.Content(length, i).AsSpan()).ToArray();
            await Database.StringSetAsync(KeyOf(length, i), content).ConfigureAwait(false);
        }
    }

    /// <summary>Reads ten arrays in one request and sums them in this process.</summary>
    public async Task<double> SumAsync(int length)
    {
        var keys = Enumerable.Range(0, ArraySums.ArrayCount).Select(index => (RedisKey)KeyOf(length, index)).ToArray();
        double total = 0;
        foreach (var value in await Database.StringGetAsync(keys).ConfigureAwait(false))
            total += ArraySums.Sum(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(((ReadOnlyMemory<byte>)value).Span));
        return total;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static string KeyOf(int length, int index) => string.Create(CultureInfo.InvariantCulture, $"plain-arrays/{length}/{index}");
}
