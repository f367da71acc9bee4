using System.Diagnostics;
using System.Net;

namespace Cloudburst.Kvs.Tests;

public sealed class ReconnectTests
{
    [Fact]
    public async Task Lost_server_is_unreachable_in_bounded_time_and_found_again_when_it_is_back()
    {
        using var folder = new TempFolder();
        var options = new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, RedisServer.FreePort()), DataFolder = folder.Path };
        var server = GarnetKvsServer.Start(options);
        await using var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions
        {
            EndPoints = [options.EndPoint.ToString()],
            CallTimeout = TimeSpan.FromSeconds(3),
        });
        await store.JoinAsync("key", Capsules.Register(1, "v"));
        await server.DisposeAsync();

        var watch = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<KvsException>(async () => await store.GetAsync("key"));
        Assert.Equal(KvsError.Unreachable, error.Error);
        Assert.True(error.IsTransient);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");

        await using var again = GarnetKvsServer.Start(options);
        await Eventually.Async(async () =>
        {
            try
            {
                return (await store.GetAsync("key")).HasValue;
            }
            catch (KvsException e) when (e.IsTransient)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Closed_store_says_so()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [server.EndPoint!.ToString()] });

        await store.DisposeAsync();

        var error = await Assert.ThrowsAsync<KvsException>(async () => await store.GetAsync("key"));
        Assert.Equal(KvsError.Closed, error.Error);
    }
}
