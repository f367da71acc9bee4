using System.Collections.Concurrent;
using System.Threading.Channels;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Messaging;

/// <summary>The mail of one invocation: what has come for it, bounded, and the ways to those whom it writes to.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Mailbox(InvocationId id)
{
    /// <summary>Messages that may wait; a receiver that falls further behind makes its senders fail.</summary>
    public const int Capacity = 10_000;

    private readonly Channel<InvocationMessage> _letters = Channel.CreateBounded<InvocationMessage>(new BoundedChannelOptions(Capacity));
    private readonly Dictionary<string, long> _lastFrom = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<InvocationId, MailRoute> _routes = new();

    public InvocationId Id { get; } = id;

    public ChannelReader<InvocationMessage> Letters => _letters.Reader;

    /// <summary>The way to another invocation.</summary>
    public MailRoute RouteTo(InvocationId to) => _routes.GetOrAdd(to, static _ => new MailRoute());

    /// <summary>Takes a message in, after all that its sender sent before. A message that was taken in already counts as taken.</summary>
    /// <returns><see langword="false"/> when the mailbox is full.</returns>
    public bool TryPut(InvocationMessage letter)
    {
        lock (_lastFrom)
        {
            if (letter.Number <= _lastFrom.GetValueOrDefault(letter.From))
                return true;
            if (!_letters.Writer.TryWrite(letter))
                return false;
            _lastFrom[letter.From] = letter.Number;
            return true;
        }
    }
}
