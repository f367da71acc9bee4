using System.Diagnostics;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// Makes calls, and makes them again while the store is away or a cluster fails over, until they succeed or their time is over. What comes out
/// in the end are our exceptions.
/// </summary>
internal sealed class RedisCalls(ConnectionMultiplexer connection, RedisTopology topology, TimeSpan callTimeout)
{
    private volatile bool _closed;

    public void Close() => _closed = true;

    /// <param name="key">The key that errors name.</param>
    /// <param name="call">One attempt.</param>
    /// <param name="repeatable">Whether an attempt that may have been done can be made again: everything except compare-and-set.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<T> RunAsync<T>(string key, Func<Task<T>> call, bool repeatable, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_closed)
                throw KvsException.Closed("The key-value store");
            KvsException failure;
            bool again;
            try
            {
                return await call().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (KvsException e)
            {
                failure = e;
                again = e.Error is KvsError.Unreachable or KvsError.OtherNode || (repeatable && e.Error is KvsError.NotReplicated);
            }
            catch (RedisServerException e)
            {
                failure = RedisErrors.OfReply(key, e);
                again = failure.Error is KvsError.Unreachable or KvsError.OtherNode;
            }
            catch (RedisCommandException e)
            {
                throw KvsException.Unexpected(key, e.Message);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                failure = RedisErrors.Unreachable(connection.Configuration, e);
                again = repeatable || NeverSent(e);
            }

            if (_closed)
                throw KvsException.Closed("The key-value store");
            if (!again || Stopwatch.GetElapsedTime(started) > callTimeout)
                throw failure;
            await topology.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool NeverSent(Exception e) => e switch
    {
        RedisConnectionException lost => lost.CommandStatus is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog,
        RedisTimeoutException late => late.Commandstatus is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog,
        _ => false,
    };
}
