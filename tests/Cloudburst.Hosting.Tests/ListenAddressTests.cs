using System.Net;
using System.Net.Sockets;
using Cloudburst.Hosting.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Hosting.Tests;

public sealed class ListenAddressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cb-listen-").FullName;

    private string SocketPath => Path.Combine(_folder, "s.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_PortIsTaken_NamesTheSetting()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        var expected = $"The setting Cloudburst:Listen is '{address}', which is in use by another process; choose another address, or stop that process";

        Assert.Equal(expected, Assert.Throws<CloudburstConfigurationException>(() => Listening(address).Check()).Message);
        Assert.Equal(expected, (await Assert.ThrowsAsync<CloudburstConfigurationException>(() => StartAsync(address))).Message);
    }

    [Theory]
    [InlineData("7000")]
    [InlineData("https://127.0.0.1:7000")]
    [InlineData("tcp://127.0.0.1:7000")]
    public void Check_AddressIsMalformed_NamesTheSettingAndTheForms(string address)
    {
        var error = Assert.Throws<CloudburstConfigurationException>(() => Listening(address).Check());
        Assert.Equal($"The setting Cloudburst:Listen is '{address}', which is not an address to listen on; use http://host:port or unix:/path/to/socket", error.Message);
    }

    [Fact]
    public async Task Start_SocketIsServed_IsRefusedAndTheOwnerKeepsIt()
    {
        await using var owner = await StartAsync("unix:" + SocketPath);

        var error = await Assert.ThrowsAsync<CloudburstConfigurationException>(() => StartAsync("unix:" + SocketPath));
        Assert.Contains("is in use by another process", error.Message, StringComparison.Ordinal);
        Assert.True(IsServed());

        await owner.DisposeAsync();
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Start_SocketOfADeadProcess_TakesItsPlace()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
            // What a process that is killed leaves behind: the file stays, and nobody answers.
            File.Move(SocketPath, SocketPath + ".kept");
        }
        File.Move(SocketPath + ".kept", SocketPath);

        await using var server = await StartAsync("unix:" + SocketPath);

        Assert.True(IsServed());
    }

    [Fact]
    public void Check_PathIsAnotherFile_LeavesItAlone()
    {
        File.WriteAllText(SocketPath, "mine");

        Assert.Throws<CloudburstConfigurationException>(() => Listening("unix:" + SocketPath).Check());

        Assert.Equal("mine", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void Check_PathIsTooLong_SaysSo()
    {
        var error = Assert.Throws<CloudburstConfigurationException>(() => Listening($"unix:{SocketPath}{new string('x', 100)}").Check());
        Assert.Contains("longer than a socket's path may be", error.Message, StringComparison.Ordinal);
    }

    private static Task<WebApplication> StartAsync(string address) =>
        GrpcServer.StartAsync(Listening(address), NullLoggerFactory.Instance, _ => { }, _ => { }, default);

    private static ListenAddress Listening(string address) => new("Listen", address);

    private bool IsServed()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(SocketPath));
        return client.Connected;
    }
}
