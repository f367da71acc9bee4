using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Tests;

/// <summary>The executor's way to its scheduler, which can be full, and can break.</summary>
internal sealed class BreakableConnector(ILinkConnector<ExecutorFrame, SchedulerCommand> inner) : ILinkConnector<ExecutorFrame, SchedulerCommand>
{
    private Link? _link;

    /// <summary>Whether it takes nothing.</summary>
    public volatile bool IsFull;

    /// <summary>Breaks it; the executor dials again.</summary>
    public ValueTask BreakAsync() => _link!.DisposeAsync();

    public async ValueTask<ILink<ExecutorFrame>> ConnectAsync(Func<ILink<ExecutorFrame>, ILinkReceiver<SchedulerCommand>> accept, CancellationToken cancellationToken)
    {
        Link? link = null;
        await inner.ConnectAsync(near => accept(link = new Link(this, near)), cancellationToken);
        return _link = link!;
    }

    private sealed class Link(BreakableConnector owner, ILink<ExecutorFrame> inner) : ILink<ExecutorFrame>
    {
        public Task Closed => inner.Closed;

        public bool TrySend(ExecutorFrame frame) => !owner.IsFull && inner.TrySend(frame);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
