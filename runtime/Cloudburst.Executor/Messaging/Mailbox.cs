using System.Threading.Channels;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Messaging;

/// <summary>The mail of one invocation. Bounded; each message is taken in once.</summary>
internal sealed class Mailbox(InvocationId id)
{
    /// <summary>Messages that may wait; a receiver that falls further behind makes its senders fail.</summary>
    public const int Capacity = 10_000;

    private readonly Channel<InvocationMessage> _letters = Channel.CreateBounded<InvocationMessage>(new BoundedChannelOptions(Capacity));
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public InvocationId Id { get; } = id;

    public ChannelReader<InvocationMessage> Letters => _letters.Reader;

    /// <summary>Takes a message in. A message that was taken in before counts as taken.</summary>
    public bool TryPut(InvocationMessage letter)
    {
        lock (_seen)
        {
            if (_seen.Contains(letter.MessageId))
                return true;
            if (!_letters.Writer.TryWrite(letter))
                return false;
            _seen.Add(letter.MessageId);
            return true;
        }
    }
}
