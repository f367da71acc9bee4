using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Tests;

/// <summary>The executor's way to its scheduler, which can be full, and can break.</summary>
internal sealed class BreakableConnector(ILinkConnector<ExecutorFrame, SchedulerCommand> inner) : ILinkConnector<ExecutorFrame, SchedulerCommand>
{
    private Link? _link;
    private int _refusedParts;

    /// <summary>Whether it takes nothing.</summary>
    public volatile bool IsFull;

    /// <summary>Results of streams that it had no room for, tries that were repeated among them.</summary>
    public int RefusedParts => Volatile.Read(ref _refusedParts);

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

        public bool TrySend(ExecutorFrame frame)
        {
            if (!owner.IsFull)
                return inner.TrySend(frame);
            if (frame.Part is not null)
                Interlocked.Increment(ref owner._refusedParts);
            return false;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
