using Cloudburst.Executor.Instances;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Executor.Tests;

/// <summary>Objects of instance functions, at the end of their executor.</summary>
public sealed class FunctionInstancesTests
{
    [Fact]
    public async Task Object_that_is_asked_for_while_the_others_are_disposed_is_not_made()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var instances = new FunctionInstances(services, TimeProvider.System, NullLogger.Instance);
        var first = new Slow();
        await instances.GetAsync(new FunctionClass("first", _ => first), CancellationToken.None);
        var ending = instances.DisposeAsync().AsTask();
        await first.Disposing.Task;

        var made = false;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => instances.GetAsync(new FunctionClass("second", _ => made = true), CancellationToken.None));

        first.MayEnd.SetResult();
        await ending;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => instances.GetAsync(new FunctionClass("third", _ => made = true), CancellationToken.None));
        Assert.False(made);
    }

    private sealed class Slow : IAsyncDisposable
    {
        public TaskCompletionSource Disposing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask DisposeAsync()
        {
            Disposing.SetResult();
            await MayEnd.Task;
        }
    }
}
