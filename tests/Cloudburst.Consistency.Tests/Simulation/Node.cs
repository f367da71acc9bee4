namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>
/// A simulated process: a plain class that reacts to messages and timers at once, and does nothing else. Its fields are its memory, gone when it crashes;
/// <see cref="NodeContext.Disk"/> is what stays. No threads, no tasks, no real time. Messages must be immutable: sender and receivers share the object.
/// </summary>
public abstract class Node(NodeContext context)
{
    protected NodeContext Context => context;

    /// <summary>The process has begun, for the first time or after a crash.</summary>
    public virtual void Start()
    {
    }

    public abstract void Receive(string from, object message);

    /// <summary>A timer that this incarnation set has run out.</summary>
    public virtual void Timer(object tag)
    {
    }
}
