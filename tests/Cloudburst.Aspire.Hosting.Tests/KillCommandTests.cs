using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Aspire.Tests;

public sealed class KillCommandTests : IDisposable
{
    private readonly TcpListener _process = new(IPAddress.Loopback, 0);
    private readonly IDistributedApplicationBuilder _builder = TestAppHost.Running();
    private readonly int _port;

    public KillCommandTests()
    {
        _process.Start();
        _port = ((IPEndPoint)_process.LocalEndpoint).Port;
        _builder.AddShop();
    }

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task A_process_that_dies_before_it_answers_was_killed()
    {
        var dying = AnswerOnceAndDieAsync();
        var result = await KillAsync();
        await dying;

        Assert.True(result.Success, result.Message);
    }

    [Fact]
    public async Task A_process_that_is_not_there_cannot_be_killed()
    {
        _process.Stop();
        var result = await KillAsync();

        Assert.False(result.Success);
        Assert.StartsWith($"'node-0-executor-0' does not answer at http://localhost:{_port}:", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_never_started_has_no_address()
    {
        var result = await RunAsync();

        Assert.False(result.Success);
        Assert.Equal("'node-0-executor-0' has no address yet: it was never started.", result.Message);
    }

    private Task<ExecuteCommandResult> KillAsync()
    {
        var endpoint = _builder.Resource<ProjectResource>("node-0-executor-0").Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == "health");
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", _port);
        return RunAsync();
    }

    private async Task<ExecuteCommandResult> RunAsync()
    {
        var command = _builder.Resource<ProjectResource>("node-0-executor-0").Annotations.OfType<ResourceCommandAnnotation>().Single(command => command.Name == "kill");
        await using var services = new ServiceCollection().BuildServiceProvider();
        return await command.ExecuteCommand(new ExecuteCommandContext
        {
            ResourceName = "node-0-executor-0",
            Services = services,
            Arguments = new InteractionInputCollection([]),
            Logger = NullLogger.Instance,
            CancellationToken = CancellationToken.None,
        });
    }

    /// <summary>Answers one request, and dies under the next.</summary>
    private async Task AnswerOnceAndDieAsync()
    {
        using var connection = await _process.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var buffer = new byte[4096];
        Assert.NotEqual(0, await stream.ReadAsync(buffer));
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        Assert.NotEqual(0, await stream.ReadAsync(buffer));
        _process.Stop();
    }
}
