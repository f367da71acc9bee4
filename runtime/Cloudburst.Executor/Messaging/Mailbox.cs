using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
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
    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<InvocationId, MailRoute> _routes = new();
    private int _early;

    public InvocationId Id { get; } = id;

    /// <summary>Waits until there is something to read.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _letters.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next message out.</summary>
    public bool TryRead([NotNullWhen(true)] out InvocationMessage? letter)
    {
        if (!_letters.Reader.TryRead(out letter))
            return false;
        // There is room again for those that had to wait for it.
        if (Volatile.Read(ref _early) > 0)
        {
            lock (_senders)
            {
                foreach (var sender in _senders.Values)
                    TakeEarly(sender);
            }
        }
        return true;
    }

    /// <summary>The way to another invocation.</summary>
    public MailRoute RouteTo(InvocationId to) => _routes.GetOrAdd(to, static _ => new MailRoute());

    /// <summary>Takes a message in. One that was taken in already counts as taken; one that comes before what its sender sent before it waits for that, unseen.</summary>
    /// <returns><see langword="false"/> when the mailbox is full.</returns>
    public bool TryPut(InvocationMessage letter)
    {
        lock (_senders)
        {
            if (!_senders.TryGetValue(letter.From, out var sender))
                _senders[letter.From] = sender = new Sender();
            if (letter.Number <= sender.Last)
                return true;
            if (letter.After > sender.Last)
                return sender.Early.ContainsKey(letter.Number) || TryKeep(sender, letter);
            if (!_letters.Writer.TryWrite(letter))
                return false;
            sender.Last = letter.Number;
            TakeEarly(sender);
            return true;
        }
    }

    private bool TryKeep(Sender sender, InvocationMessage letter)
    {
        if (_early >= Capacity)
            return false;
        _early++;
        sender.Early[letter.Number] = letter;
        return true;
    }

    private void TakeEarly(Sender sender)
    {
        // Those that a full mailbox has no room for follow when it is read.
        while (sender.Early.Count > 0 && sender.Early.GetValueAtIndex(0) is var next && next.After <= sender.Last && (next.Number <= sender.Last || _letters.Writer.TryWrite(next)))
        {
            sender.Last = Math.Max(sender.Last, next.Number);
            sender.Early.RemoveAt(0);
            _early--;
        }
    }

    /// <summary>What has come from one sender.</summary>
    private sealed class Sender
    {
        /// <summary>The number of the last message that was taken in.</summary>
        public long Last { get; set; }

        /// <summary>Messages that came before what they come after, by their numbers.</summary>
        public SortedList<long, InvocationMessage> Early { get; } = [];
    }
}
