using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Takes in executors.</summary>
internal sealed class ExecutorGatewayEndpoint(
    ExecutorDirectory executors, Machines machines, FunctionTimes times, Dispatcher dispatcher, DagRegistry dags, RequestTraces traces, SchedulerOptions options,
    TimeProvider time,
    ILogger logger) : ILinkEndpoint<SchedulerCommand, ExecutorFrame>
{
    public ILinkReceiver<ExecutorFrame> Accept(ILink<SchedulerCommand> peer) => new Session(this, peer);

    private async Task RegisterAsync(ExecutorHello hello)
    {
        foreach (var dag in hello.Dags)
        {
            try
            {
                // While a new version is rolled out, executors of the old one still come and go.
                if (await dags.RegisterAsync(dag, CancellationToken.None).ConfigureAwait(false) is { } error)
                    logger.Log(error.Details.ContainsKey("registered-version") ? LogLevel.Information : LogLevel.Error, "Executor {Executor} declares a DAG that can't be registered. {Reason}", hello.ExecutorId, error.Message);
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
                case ExecutorFrame.BodyOneofCase.Part:
                    owner.Deliver(frame.Part);
                    break;
                case ExecutorFrame.BodyOneofCase.Status:
                    if (_executor is { } executor)
                        owner.Update(executor, frame.Status);
                    owner.Learn(frame.Status);
                    break;
                case ExecutorFrame.BodyOneofCase.Orphan:
                    owner.TakeOver(frame.Orphan);
                    break;
                case ExecutorFrame.BodyOneofCase.Span:
                    if (_executor is { } teller)
                        owner.Trace(teller, frame.Span);
                    break;
                case ExecutorFrame.BodyOneofCase.TraceEcho:
                    owner.Echo(frame.TraceEcho);
                    break;
                case ExecutorFrame.BodyOneofCase.Hello:
                    _executor = owner.Attach(frame.Hello, link);
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

    private void Deliver(StreamPart part) => dispatcher.Deliver(part);

    private void TakeOver(Orphan orphan) => dispatcher.TakeOver(orphan);

    private void Trace(ExecutorHandle executor, FunctionSpan span)
    {
        (span.ExecutorId, span.NodeId) = (executor.Id, executor.NodeId);
        traces.Add(span);
    }

    private void Echo(string trace) => traces.Echo(trace);

    private void Learn(ExecutorStatus status) => times.Update(status);

    private void Update(ExecutorHandle executor, ExecutorStatus status)
    {
        var (hadCache, wasReady) = (executor.HasCache, executor.IsReady);
        executor.Update(status);
        if (executor.IsReady != wasReady)
            executors.ReadinessChanged();
        if (executor.HasCache != hadCache)
            logger.LogInformation("Executor {Executor} {Change} its cache", executor.Id, hadCache ? "has lost" : "has");
    }

    private ExecutorHandle Attach(ExecutorHello hello, ILink<SchedulerCommand> link)
    {
        var executor = new ExecutorHandle(hello, link, machines.Enter(hello.NodeId), options, time);
        executors.Add(executor);
        logger.LogInformation("Executor {Executor} on node {Node} attached with {Count} functions", executor.Id, executor.NodeId, hello.Functions.Count);
        // A link that broke meanwhile has already been reported, and to nobody.
        if (executor.IsDisconnected)
            Detach(executor, null);
        else if (hello.Dags.Count > 0)
            _ = RegisterAsync(hello);
        return executor;
    }

    private void Detach(ExecutorHandle executor, Exception? error)
    {
        if (!executor.TryLose())
            return;
        executors.Remove(executor);
        machines.Leave(executor.Machine);
        logger.LogInformation("Executor {Executor} left{Reason}", executor.Id, error is null ? "" : $": {error.Message}");
        dispatcher.ExecutorLost(executor);
    }
}
