using System.Net;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests;

public sealed class SecurityTests
{
    [Fact]
    public async Task Tls_node_is_reached_by_those_who_trust_its_authority_only()
    {
        using var folder = new TempFolder();
        var authority = TestAuthority.Create(folder.Path, "authority");
        var other = TestAuthority.Create(folder.Path, "other");
        await using var server = GarnetKvsServer.Start(NodeOptions(authority.Issue("node")));

        await using (var store = await ConnectAsync(server, new KvsTls { CaFile = authority.File }))
        {
            await store.JoinAsync("key", Register(1, "secret"));
            Assert.Equal("secret", RegisterValue(await store.GetAsync("key")));
        }

        await AssertUntrustedAsync(() => ConnectAsync(server, new KvsTls { CaFile = other.File }));
        await AssertUntrustedAsync(() => ConnectAsync(server, new KvsTls()));
        var clear = await Assert.ThrowsAsync<KvsException>(() => ConnectAsync(server, tls: null));
        Assert.Equal(KvsError.Unreachable, clear.Error);
        Assert.Contains("TLS", clear.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_node_with_an_authority_demands_a_certificate_of_clients()
    {
        using var folder = new TempFolder();
        var authority = TestAuthority.Create(folder.Path, "authority");
        var other = TestAuthority.Create(folder.Path, "other");
        await using var server = GarnetKvsServer.Start(NodeOptions(authority.Issue("node") with { CaFile = authority.File }));

        await using (var store = await ConnectAsync(server, authority.Issue("client") with { CaFile = authority.File }))
            Assert.True((await store.GetAsync("key")).IsAbsent);

        foreach (var tls in new[] { new KvsTls { CaFile = authority.File }, other.Issue("stranger") with { CaFile = authority.File } })
        {
            var error = await Assert.ThrowsAsync<KvsException>(() => ConnectAsync(server, tls));
            Assert.True(error.Error is KvsError.Untrusted or KvsError.Unreachable, error.Message);
        }
    }

    [Fact]
    public async Task Tls_certificate_that_was_replaced_is_used_for_the_next_connection()
    {
        using var folder = new TempFolder();
        var (old, renewed) = (TestAuthority.Create(folder.Path, "old"), TestAuthority.Create(folder.Path, "renewed"));
        var files = old.Issue("node");
        await using var server = GarnetKvsServer.Start(NodeOptions(files));
        await using (await ConnectAsync(server, new KvsTls { CaFile = old.File }))
        {
        }

        var replacement = renewed.Issue("replacement");
        File.Move(replacement.KeyFile!, files.KeyFile!, overwrite: true);
        File.Move(replacement.CertificateFile!, files.CertificateFile!, overwrite: true);
        File.SetLastWriteTimeUtc(files.CertificateFile!, DateTime.UtcNow.AddSeconds(5));

        await using var store = await ConnectAsync(server, new KvsTls { CaFile = renewed.File });
        Assert.True((await store.GetAsync("key")).IsAbsent);
    }

    [SkippableFact]
    public async Task Redis_server_is_reached_over_tls_with_a_password()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var folder = new TempFolder();
        var authority = TestAuthority.Create(folder.Path, "authority");
        var files = authority.Issue("node");
        var port = RedisServer.FreePort();
        using var server = RedisServer.Start(
            "--tls-port", $"{port}", "--tls-cert-file", files.CertificateFile!, "--tls-key-file", files.KeyFile!, "--tls-ca-cert-file", authority.File,
            "--requirepass", "open sesame");
        var client = authority.Issue("client") with { CaFile = authority.File };

        await using var store = await RedisKeyValueStore.ConnectAsync(OptionsFor($"127.0.0.1:{port}") with { Tls = client, Password = "open sesame" });
        await store.JoinAsync("key", Counter(1, 2));
        Assert.Equal(2, CounterValue(await store.GetAsync("key")));

        var error = await Assert.ThrowsAsync<KvsException>(
            () => RedisKeyValueStore.ConnectAsync(OptionsFor($"127.0.0.1:{port}") with { Tls = client, Password = "wrong" }));
        Assert.Equal(KvsError.WrongPassword, error.Error);
    }

    [Fact]
    public async Task Users_of_an_access_list_may_do_what_it_says()
    {
        using var folder = new TempFolder();
        var list = Path.Combine(folder.Path, "users.acl");
        await File.WriteAllLinesAsync(list,
        [
            "# who may do what",
            "user default off",
            "user worker on >work +@read +@write +@connection +@custom",
            "user reader on >read +@read +@connection +cget",
        ]);
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), AclFile = list });
        var options = OptionsFor(server.EndPoint!.ToString());

        await server.Store.JoinAsync("own", Register(1, "the node itself may do everything"));
        await using (var worker = await RedisKeyValueStore.ConnectAsync(options with { User = "worker", Password = "work" }))
        {
            await worker.JoinAsync("key", Register(1, "v"));
            Assert.True((await worker.GetAsync("key")).HasValue);
        }

        await using (var reader = await RedisKeyValueStore.ConnectAsync(options with { User = "reader", Password = "read" }))
        {
            Assert.True((await reader.GetAsync("key")).HasValue);
            var refused = await Assert.ThrowsAsync<KvsException>(async () => await reader.JoinAsync("key", Register(2, "v")));
            Assert.Equal(KvsError.NotPermitted, refused.Error);
        }

        foreach (var (user, password) in new[] { ("worker", "wrong"), ("nobody", "work"), (null, "work"), ((string?)null, (string?)null) })
        {
            var error = await Assert.ThrowsAsync<KvsException>(() => RedisKeyValueStore.ConnectAsync(options with { User = user, Password = password }));
            Assert.Equal(KvsError.WrongPassword, error.Error);
            Assert.False(error.IsTransient);
        }
    }

    [Fact]
    public void Files_that_can_not_be_used_are_named()
    {
        using var folder = new TempFolder();
        var noCertificate = Path.Combine(folder.Path, "no certificate.pem");
        File.WriteAllText(noCertificate, "hello");
        var authority = TestAuthority.Create(folder.Path, "authority");
        var missing = Path.Combine(folder.Path, "missing");
        KvsServerOptions[] options =
        [
            NodeOptions(new KvsTls { CertificateFile = noCertificate }),
            NodeOptions(new KvsTls { CertificateFile = missing }),
            NodeOptions(authority.Issue("node") with { CaFile = noCertificate }),
            NodeOptions(null) with { AclFile = missing },
        ];

        foreach (var wrong in options)
        {
            var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(wrong));
            Assert.Equal(KvsError.UnsafeSettings, error.Error);
            Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "CertificateFile",
            Assert.Throws<KvsException>(() => GarnetKvsServer.Start(NodeOptions(new KvsTls()))).Message,
            StringComparison.Ordinal);
    }

    private static async Task AssertUntrustedAsync(Func<Task> connect)
    {
        var error = await Assert.ThrowsAsync<KvsException>(connect);
        Assert.Equal(KvsError.Untrusted, error.Error);
        Assert.False(error.IsTransient);
    }

    private static KvsServerOptions NodeOptions(KvsTls? tls) => new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = tls };

    private static Task<RedisKeyValueStore> ConnectAsync(GarnetKvsServer server, KvsTls? tls) =>
        RedisKeyValueStore.ConnectAsync(OptionsFor(server.EndPoint!.ToString()) with { Tls = tls });

    private static RedisKvsOptions OptionsFor(string endPoint) => new() { EndPoints = [endPoint], ConnectTimeout = TimeSpan.FromSeconds(10) };
}
