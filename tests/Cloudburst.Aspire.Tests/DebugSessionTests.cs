using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Cloudburst.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quickstart;

namespace Cloudburst.Aspire.Tests;

/// <summary>F5 on the app host: an IDE is asked for every executor, and may stop it as long as it likes. In the collection, so that the other cluster is not asked too.</summary>
[Collection(ClusterCollection.Name)]
public sealed class DebugSessionTests
{
    // Silent peers are given up after ten seconds where nobody debugs.
    private static readonly TimeSpan AtTheBreakpoint = TimeSpan.FromSeconds(15);
    private static readonly string[] Addresses = ["Cloudburst__Cache", "Cloudburst__Schedulers", "Cloudburst__Listen", "Cloudburst__HealthListen", "Cloudburst__NodeId", "OTEL_SERVICE_NAME"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task Every_executor_is_started_by_the_ide_and_may_stand_at_a_breakpoint()
    {
        var data = Directory.CreateTempSubdirectory("cb-debug-").FullName;
        await using var ide = await StandInIde.OpenAsync(typeof(Arithmetic).Assembly.Location);
        foreach (var (name, value) in ide.Environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Cloudburst_AppHost>([$"--Cloudburst:DataFolder={data}"], deadline.Token);
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            await using var app = await builder.BuildAsync(deadline.Token);
            await app.StartAsync(deadline.Token);
            try
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync("cb", WaitBehavior.WaitOnResourceUnavailable, deadline.Token);
            }
            catch (OperationCanceledException error)
            {
                Assert.Fail($"{error.Message}\nThe IDE was asked:\n{ide.Talk}");
            }

            AssertDebuggable(ide.Sessions, builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "node-0-executor-0").GetProjectMetadata().ProjectPath);
            await AssertPatientAsync(ide, (await app.GetConnectionStringAsync("cb", deadline.Token))!);
        }
        finally
        {
            foreach (var name in ide.Environment.Keys)
                Environment.SetEnvironmentVariable(name, null);
            Directory.Delete(data, recursive: true);
        }
    }

    private static void AssertDebuggable(IReadOnlyCollection<RunSession> sessions, string project)
    {
        Assert.Equal(
            ["node-0-executor-0", "node-0-executor-1", "node-1-executor-0", "node-1-executor-1"],
            sessions.Select(session => session.Environment["Cloudburst__Id"]).Order());
        Assert.All(sessions, session =>
        {
            Assert.Equal("project", session.Configuration.Type);
            Assert.Equal("Debug", session.Configuration.Mode);
            Assert.Equal(project, session.Configuration.ProjectPath);
            Assert.True(session.Configuration.IsWithoutProfile);
            // The IDE starts the project itself; the command line that starts its assembly without one is not for it.
            Assert.Empty(session.Arguments);
            Assert.Equal("executor", session.Environment["Cloudburst__Role"]);
            Assert.Equal("true", session.Environment["Cloudburst__Debugging"]);
            foreach (var name in Addresses)
                Assert.NotEmpty(session.Environment[name]);
        });
    }

    private static async Task AssertPatientAsync(StandInIde ide, string schedulers)
    {
        await using var client = CloudburstClient.Connect(schedulers, new ClientOptions { DefaultTimeout = Patience });
        var visits = new ShopState(client.State).Visits();
        var before = await visits.ReadAsync();

        foreach (var session in ide.Sessions)
            await session.SignalAsync("STOP");
        var call = client.Store.VisitAsync();
        await Task.Delay(AtTheBreakpoint);
        Assert.False(call.IsCompleted);
        Assert.Equal(ide.Sessions.Count, (await client.GetStatusAsync()).Executors.Count);
        foreach (var session in ide.Sessions)
            await session.SignalAsync("CONT");

        await call;
        // Nobody else has run it meanwhile.
        Assert.Equal(before + 1, await visits.ReadAsync());
    }
}
