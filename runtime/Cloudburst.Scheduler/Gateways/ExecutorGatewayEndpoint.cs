using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Takes in executors.</summary>
internal sealed class ExecutorGatewayEndpoint(ExecutorDirectory executors, Dispatcher dispatcher, DagRegistry dags, TimeProvider time, ILogger logger)
    : ILinkEndpoint<SchedulerCommand, ExecutorFrame>
{
    private TimeProvider Time => time;

    public ILinkReceiver<ExecutorFrame> Accept(ILink<SchedulerCommand> peer) => new Session(this, peer);

    private async Task RegisterAsync(ExecutorHello hello)
    {
        foreach (var dag in hello.Dags)
        {
            try
            {
                if (await dags.RegisterAsync(dag, CancellationToken.None).ConfigureAwait(false) is { } error)
                    logger.LogError("Executor {Executor} declares a DAG that can't be registered. {Reason}", hello.ExecutorId, error.Message);
            }
#pragma warning disable CA1031 // Nobody awaits this; the next DAG has its own chance.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "DAG {Dag} of executor {Executor} could not be registered", dag.Name, hello.ExecutorId);
            }
        }
    }

    private sealed class Session(ExecutorGatewayEndpoint owner, ILink<SchedulerCommand> link) : ILinkReceiver<ExecutorFrame>
    {
        private ExecutorHandle? _executor;

        public void OnReceived(ExecutorFrame frame)
        {
            switch (frame.BodyCase)
            {
                case ExecutorFrame.BodyOneofCase.Completed:
                    owner.Dispatch(frame.Completed);
                    break;
                case ExecutorFrame.BodyOneofCase.Status:
                    _executor?.Update(frame.Status);
                    break;
                case ExecutorFrame.BodyOneofCase.Hello:
                    _executor = new ExecutorHandle(frame.Hello, link, owner.Time);
                    owner.Attach(_executor);
                    break;
            }
        }

        public void OnClosed(Exception? error)
        {
            if (_executor is not null)
                owner.Detach(_executor, error);
        }
    }

    private void Dispatch(Completed completed) => dispatcher.Complete(completed);

    private void Attach(ExecutorHandle executor)
    {
        executors.Add(executor);
        logger.LogInformation(
            "Executor {Executor} on node {Node} attached with {Count} functions", executor.Id, executor.NodeId, executor.Hello.Functions.Count);
        // A link that broke meanwhile has already been reported, and to nobody.
        if (executor.IsDisconnected)
            Detach(executor, null);
        else if (executor.Hello.Dags.Count > 0)
            _ = RegisterAsync(executor.Hello);
    }

    private void Detach(ExecutorHandle executor, Exception? error)
    {
        executor.MarkLost();
        executors.Remove(executor);
        logger.LogInformation("Executor {Executor} left{Reason}", executor.Id, error is null ? "" : $": {error.Message}");
        dispatcher.ExecutorLost(executor);
    }
}
