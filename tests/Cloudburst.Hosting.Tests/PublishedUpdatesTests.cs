using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloudburst.Kvs.Tests;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Cloudburst.Hosting.Tests;

/// <summary>Cache processes on a plain Redis server hear from each other's writes by what writers publish.</summary>
public sealed class PublishedUpdatesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("cb-published-").FullName;
    private readonly List<Process> _processes = [];
    private readonly HybridClock _clock = new(7, TimeProvider.System);

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Change_at_one_cache_reaches_the_other_without_being_looked_for()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var redis = RedisServer.Start();
        await using var a = await StartCacheAsync("a", redis.Port);
        await using var b = await StartCacheAsync("b", redis.Port);
        await a.WriteAsync("k", Text("0"));
        Assert.Equal("0", await b.ReadAsync("k"));
        List<TimeSpan> took = [];

        for (var i = 1; i <= 20; i++)
        {
            await a.WriteAsync("k", Text($"{i}"));
            var written = Stopwatch.GetTimestamp();
            while (await b.ReadAsync("k") != $"{i}")
                Assert.True(Stopwatch.GetElapsedTime(written) < Patience, $"Change {i} did not arrive within {Patience}.");
            took.Add(Stopwatch.GetElapsedTime(written));
        }

        // Looked for once a second, as without a feed, the median change would take half of one.
        took.Sort();
        Assert.True(took[took.Count / 2] < TimeSpan.FromMilliseconds(250), $"The median change took {took[took.Count / 2].TotalMilliseconds:0} ms.");
    }

    private async Task<Executor> StartCacheAsync(string node, int redisPort)
    {
        var address = $"unix:{_folder}/{node}.sock";
        _processes.Add(Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Cloudburst.Node.dll"), "cache", "--node-id", node, "--listen", address, "--kvs", $"127.0.0.1:{redisPort}",
            "--schedulers", $"http://127.0.0.1:{UnusedPort()}",
        ]))!);
        return await Executor.ConnectAsync(address);
    }

    private byte[] Text(string text) => Capsule.Encode(new LastWriterWins(_clock.Next(), Encoding.UTF8.GetBytes(text)));

    private static int UnusedPort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The executor's end of the link to a cache, with one question at a time.</summary>
    private sealed class Executor(GrpcChannel channel) : ILinkReceiver<CacheReply>, IAsyncDisposable
    {
        private volatile TaskCompletionSource<CacheReply> _answer = new();
        private ILink<CacheRequest>? _link;
        private ulong _lastId;

        public static async Task<Executor> ConnectAsync(string address)
        {
            var started = Stopwatch.GetTimestamp();
            while (true)
            {
                var channel = GrpcChannels.Open(address);
                try
                {
                    var executor = new Executor(channel);
                    executor._link = await Connectors.Cache(channel).ConnectAsync(_ => executor, CancellationToken.None);
                    await executor.ReadAsync("is anybody there");
                    return executor;
                }
                catch (LinkException) when (Stopwatch.GetElapsedTime(started) < Patience)
                {
                    channel.Dispose();
                    await Task.Delay(100);
                }
            }
        }

        public async Task WriteAsync(string key, byte[] capsule)
        {
            var reply = await AskAsync(new CacheRequest { Join = new CacheJoin { Key = key, Capsule = ByteString.CopyFrom(capsule), RequestId = "r" } });
            Assert.Null(reply.Error);
            reply = await AskAsync(new CacheRequest { Flush = new CacheFlush { RequestId = "r" } });
            Assert.Null(reply.Error);
        }

        public async Task<string?> ReadAsync(string key)
        {
            var read = new CacheRead();
            read.Keys.Add(key);
            var reply = await AskAsync(new CacheRequest { Read = read });
            Assert.Null(reply.Error);
            return reply.Read.Capsules[0] is { IsEmpty: false } capsule ? Encoding.UTF8.GetString(Capsule.LwwPayload(capsule.Memory).Span) : null;
        }

        public void OnReceived(CacheReply frame) => _answer.TrySetResult(frame);

        public void OnClosed(Exception? error) => _answer.TrySetException(new LinkException("The link to the cache broke.", error));

        public async ValueTask DisposeAsync()
        {
            await _link!.DisposeAsync();
            channel.Dispose();
        }

        private Task<CacheReply> AskAsync(CacheRequest request)
        {
            request.Id = ++_lastId;
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _link!.TrySend(request) ? _answer.Task.WaitAsync(Patience) : throw new LinkException("The link to the cache is broken.");
        }
    }
}
