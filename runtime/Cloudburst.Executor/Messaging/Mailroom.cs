using System.Collections.Concurrent;
using System.Globalization;
using Cloudburst.Executor.State;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;

namespace Cloudburst.Executor.Messaging;

/// <summary>
/// Delivers messages between invocations: straight to the receiver's executor, and when that can't be reached into an inbox in the store, which the receiver looks
/// into as well (Cloudburst, VLDB 2020, §3). An id leads to its executor: it ends in the executor's address.
/// </summary>
internal sealed class Mailroom(string executorId, string address, LinkPool<PeerFrame, PeerFrame, PeerLink> peers, TimeProvider time)
{
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InboxPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InboxTimeToLive = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _receipts = new(StringComparer.Ordinal);
    private readonly string _incarnation = Guid.NewGuid().ToString("N")[..12];
    private long _lastInvocation;
    private long _lastMessage;

    /// <summary>Opens the mailbox of a new invocation.</summary>
    public Mailbox Open()
    {
        var number = Interlocked.Increment(ref _lastInvocation).ToString(CultureInfo.InvariantCulture);
        var mailbox = new Mailbox(new InvocationId($"{executorId}.{_incarnation}.{number}@{address}"));
        _mailboxes[mailbox.Id.Value] = mailbox;
        return mailbox;
    }

    public void Close(Mailbox mailbox) => _mailboxes.TryRemove(mailbox.Id.Value, out _);

    /// <summary>Sends a message and returns when it lies in the receiver's mailbox or inbox.</summary>
    /// <exception cref="CloudburstException">The receiver is not there, or the message is too large.</exception>
    public async ValueTask SendAsync(Mailbox from, InvocationId to, ReadOnlyMemory<byte> body, RequestState state, CancellationToken cancellationToken)
    {
        if (body.Length > Limits.MaxValueBytes)
            throw Errors.MessageTooLarge(to, body.Length, Limits.MaxValueBytes);
        var at = to.Value?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (at < 0)
            throw Errors.Undeliverable(to, "that is not an invocation's id; use one that the receiver took from its context");
        var route = from.RouteTo(to);
        var turn = await route.TakeTurnAsync().ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var letter = new InvocationMessage
            {
                MessageId = $"{from.Id.Value}/{Interlocked.Increment(ref _lastMessage)}",
                From = from.Id.Value,
                To = to.Value,
                Body = UnsafeByteOperations.UnsafeWrap(body),
                Number = ++route.Count,
                After = route.Delivered,
            };
            await DeliverAsync(letter, route, to, receiverAddress: to.Value![(at + 1)..], state, cancellationToken).ConfigureAwait(false);
            route.Delivered = letter.Number;
        }
        finally
        {
            turn.SetResult();
        }
    }

    /// <summary>Takes the next message, from the mailbox or the inbox.</summary>
    /// <returns><see langword="null"/> when none came in time.</returns>
    public async ValueTask<InvocationMessage?> ReceiveAsync(Mailbox mailbox, TimeSpan timeout, RequestState state, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (mailbox.TryRead(out var letter))
                return letter;
            var remaining = timeout - time.GetElapsedTime(started);
            if (remaining <= TimeSpan.Zero)
            {
                await LookIntoInboxAsync(mailbox, state, cancellationToken).ConfigureAwait(false);
                return mailbox.TryRead(out letter) ? letter : null;
            }
            try
            {
                await mailbox.WaitAsync(cancellationToken).AsTask()
                    .WaitAsync(remaining < InboxPeriod ? remaining : InboxPeriod, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await LookIntoInboxAsync(mailbox, state, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes in what a peer sent, and says whether it was taken.</summary>
    public void OnMessage(InvocationMessage letter, PeerLink from) =>
        from.TrySend(new PeerFrame { Receipt = new MessageReceipt { MessageId = letter.MessageId, Delivered = Put(letter) } });

    public void OnReceipt(MessageReceipt receipt)
    {
        if (_receipts.TryRemove(receipt.MessageId, out var waiting))
            waiting.TrySetResult(receipt.Delivered);
    }

    private bool Put(InvocationMessage letter) => _mailboxes.TryGetValue(letter.To, out var mailbox) && mailbox.TryPut(letter);

    private async ValueTask DeliverAsync(
        InvocationMessage letter, MailRoute route, InvocationId to, string receiverAddress, RequestState state, CancellationToken cancellationToken)
    {
        if (receiverAddress == address)
        {
            if (!Put(letter))
                throw Errors.Undeliverable(to, "it has ended, or does not read its mail");
            return;
        }
        if (!route.UsesInbox && await TryDirectAsync(letter, receiverAddress, to, cancellationToken).ConfigureAwait(false))
            return;
        route.UsesInbox = true;
        await PutIntoInboxAsync(letter, state, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryDirectAsync(InvocationMessage letter, string receiverAddress, InvocationId to, CancellationToken cancellationToken)
    {
        var receipt = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receipts[letter.MessageId] = receipt;
        try
        {
            var link = await peers.ConnectAsync(receiverAddress, cancellationToken).ConfigureAwait(false);
            if (!link.TrySend(new PeerFrame { Message = letter }))
                return false;
            // A link that breaks brings no receipt any more. What it had delivered is known by its number, and taken once.
            await Task.WhenAny(receipt.Task, link.Closed).WaitAsync(ReceiptTimeout, time, cancellationToken).ConfigureAwait(false);
            if (!receipt.Task.IsCompleted)
                return false;
            if (!await receipt.Task.ConfigureAwait(false))
                throw Errors.Undeliverable(to, "it has ended, or does not read its mail");
            return true;
        }
        catch (Exception error) when (error is LinkException or TimeoutException)
        {
            return false;
        }
        finally
        {
            _receipts.TryRemove(letter.MessageId, out _);
        }
    }

    private static async Task PutIntoInboxAsync(InvocationMessage letter, RequestState state, CancellationToken cancellationToken)
    {
        // A set of messages with numbers: putting one in twice, or reading it twice, does no harm.
        var set = GrowSet.Of([letter.ToByteArray()]);
        await state.JoinOutsideSessionAsync(ReservedKeys.Inbox(letter.To), Capsule.Encode(set), InboxTimeToLive, cancellationToken).ConfigureAwait(false);
        await state.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task LookIntoInboxAsync(Mailbox mailbox, RequestState state, CancellationToken cancellationToken)
    {
        var capsules = await state.ReadOutsideSessionAsync([ReservedKeys.Inbox(mailbox.Id.Value)], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        if (capsules[0].IsEmpty)
            return;
        var letters = Capsule.Decode<GrowSet>(capsules[0].Memory).Select(static bytes => InvocationMessage.Parser.ParseFrom(bytes.Span));
        foreach (var letter in letters.OrderBy(static letter => letter.Number))
        {
            // A full mailbox takes the rest the next time, which must not overtake this one.
            if (!mailbox.TryPut(letter))
                return;
        }
    }
}
