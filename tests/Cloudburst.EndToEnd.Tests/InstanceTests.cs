using System.Reflection;
using Cloudburst.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions that are instance methods, and services.</summary>
public sealed class InstanceTests
{
    private readonly Shelf _shelf = new();
    private readonly WarmShelf _warm = new();

    /// <summary>Row 15 of the feature table: class functions with persistent state, constructor count = 1 over 100 DAG calls.</summary>
    [Fact]
    [Trait("Feature", "15")]
    public async Task The_constructor_runs_once_over_100_dag_calls_and_the_object_is_disposed_once()
    {
        var dag = Dag.Start(Model.Functions.Weigh).Then(Model.Functions.Label);
        await using (var host = Start())
        {
            Assert.Equal(0, _shelf.Made);
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(x => host.Client.CallAsync(dag, x)));
            Assert.Equal(Enumerable.Range(0, 100).Select(x => $"{x * 10}/1/model.label"), answers);
            Assert.Equal("note 3", await host.Client.Model.NoteAsync(3));
            Assert.Equal((1, 0), (_shelf.Made, _shelf.Disposed));
        }
        Assert.Equal((1, 1), (_shelf.Made, _shelf.Disposed));
    }

    [Fact]
    public async Task Each_executor_has_an_object_of_its_own()
    {
        await using (var host = Start(nodes: 3))
        {
            await Eventually.IsTrueAsync(async () => await host.Client.Model.WeighAsync(1) == 10 && _shelf.Made == 3);
            for (var i = 0; i < 100; i++)
                Assert.Equal(i * 10, await host.Client.Model.WeighAsync(i));
        }
        Assert.Equal((3, 3), (_shelf.Made, _shelf.Disposed));
    }

    [Fact]
    public async Task A_constructor_that_throws_is_told_to_the_caller_and_tried_again_at_the_next_call()
    {
        await using var host = Start();
        _shelf.Failures.Enqueue(new FileNotFoundException("model.bin is not there"));
        _shelf.Failures.Enqueue(new InvalidOperationException("still not"));
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.Model.WeighAsync(4));
        Assert.Equal(CloudburstErrorCode.InstanceFailed, error.Code);
        Assert.Contains("model.bin is not there", error.Message, StringComparison.Ordinal);
        Assert.Equal("model.weigh", error.Details["function"]);
        Assert.Equal("Cloudburst.EndToEnd.Tests.Model", error.Details["class"]);
        Assert.Equal("System.IO.FileNotFoundException", error.Details["exception"]);
        Assert.Contains("Shelf.Take", error.Details["stack-trace"], StringComparison.Ordinal);
        Assert.False(error.IsTransient);

        // The executor goes on, with its other functions and with this one.
        Assert.Equal(9, await host.Client.TestFunctions.SquareAsync(3));
        error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.CallAsync(Dag.Start(Model.Functions.Weigh).Then(Model.Functions.Label), 4));
        Assert.Contains("still not", error.Message, StringComparison.Ordinal);
        Assert.Equal(40, await host.Client.Model.WeighAsync(4));
        Assert.Equal(3, _shelf.Made);
    }

    [Fact]
    public async Task Callers_who_wait_for_one_object_share_its_failure()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(x => Assert.ThrowsAsync<CloudburstException>(() => host.Client.Model.WeighAsync(x))));
        Assert.All(errors, error => Assert.Contains("needs a service of type 'Cloudburst.EndToEnd.Tests.Shelf' for its parameter 'shelf'", error.Message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Equal(CloudburstErrorCode.InstanceFailed, error.Code));
    }

    [Fact]
    public async Task An_object_that_asks_for_it_is_made_at_the_start_and_initialised_before_its_first_call()
    {
        await using (var host = Start())
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(_warm.Made == 1));
            Assert.NotEqual("not ready", await host.Client.WarmModel.WhereAsync());
            Assert.Equal(1, _warm.Made);
        }
        Assert.Equal(1, _warm.Disposed);
    }

    [Fact]
    public async Task A_caller_leaves_at_its_deadline_and_the_next_one_gets_the_object_that_was_being_made()
    {
        var ready = new TaskCompletionSource();
        _warm.Ready = _ => ready.Task;
        await using var host = Start();
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.WarmModel.WhereAsync(new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
        ready.SetResult();
        Assert.NotEqual("not ready", await host.Client.WarmModel.WhereAsync());
        Assert.Equal(1, _warm.Made);
    }

    [Fact]
    public async Task Calls_pass_over_an_executor_that_warms_up_as_long_as_others_are_ready()
    {
        var ready = new TaskCompletionSource();
        _warm.Ready = number => number == 1 ? Task.CompletedTask : ready.Task;
        await using var host = Start(nodes: 2);
        // Until the one that is ready has said so, either may be asked, and the other one does not answer.
        var soon = new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) };
        var first = "";
        await Eventually.IsTrueAsync(async () =>
        {
            try
            {
                first = await host.Client.WarmModel.WhereAsync(soon);
                for (var i = 0; i < 50; i++)
                    Assert.Equal(first, await host.Client.WarmModel.WhereAsync(soon));
                return true;
            }
            catch (CloudburstException error) when (error.Code == CloudburstErrorCode.DeadlineExceeded)
            {
                return false;
            }
        });
        ready.SetResult();
        await Eventually.IsTrueAsync(async () => await host.Client.WarmModel.WhereAsync() != first);
    }

    [Fact]
    public async Task A_warm_up_that_fails_keeps_no_executor_away_and_is_tried_again()
    {
        _warm.Failures.Enqueue(new InvalidOperationException("no memory"));
        await using var host = Start();
        await AnswersAsync(host);
        Assert.Equal(2, _warm.Made);
    }

    [Fact]
    public async Task An_object_whose_initialiser_throws_is_disposed()
    {
        _warm.Ready = static number => number == 1 ? Task.FromException(new InvalidDataException("damaged")) : Task.CompletedTask;
        await using (var host = Start())
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(_warm.Disposed == 1));
            await AnswersAsync(host);
        }
        Assert.Equal((2, 2), (_warm.Made, _warm.Disposed));
    }

    [Fact]
    public async Task A_scoped_service_lives_as_long_as_its_call()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Services.AddScoped(_ => new Desk(_shelf));
        await using var host = builder.Start();
        for (var i = 1; i <= 5; i++)
        {
            Assert.True(await host.Client.DeskFunctions.SameAsync());
            Assert.Equal(i, _shelf.Made);
            Assert.Equal(i, _shelf.Disposed);
        }
    }

    [Fact]
    public async Task A_run_that_goes_on_after_its_time_keeps_its_services_until_it_has_returned()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Services.AddSingleton<Shelf>(_shelf).AddScoped<Desk>();
        await using var host = builder.Start();
        var gate = Guid.NewGuid().ToString();
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.DeskFunctions.LongAsync(gate));
        Assert.Equal(CloudburstErrorCode.FunctionTimedOut, error.Code);
        // Another call on the way back shows that nothing of the first is still to come.
        Assert.True(await host.Client.DeskFunctions.SameAsync());
        Assert.Equal((2, 1), (_shelf.Made, _shelf.Disposed));
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await Eventually.IsTrueAsync(() => Task.FromResult(_shelf.Disposed == 2));
    }

    /// <summary>Who asks before the warm-up has failed shares its failure.</summary>
    private static Task AnswersAsync(CloudburstTestHost host) => Eventually.IsTrueAsync(async () =>
    {
        try
        {
            return await host.Client.WarmModel.WhereAsync() != "not ready";
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.InstanceFailed)
        {
            return false;
        }
    });

    private CloudburstTestHost Start(int nodes = 1)
    {
        var module = (FunctionModule)Activator.CreateInstance(typeof(Model).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;
        var builder = CloudburstTestHost.CreateBuilder().AddModule(new WarmModule(module)).WithNodes(nodes);
        builder.Services.AddSingleton(_shelf).AddSingleton(_warm);
        return builder.Start();
    }
}
