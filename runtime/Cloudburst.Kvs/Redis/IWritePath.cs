using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>How a write is sent so that its acknowledgement means what a <see cref="WriteDurability"/> promises.</summary>
internal interface IWritePath
{
    /// <summary>Sends one write once, and returns when the promise is kept.</summary>
    Task<T> WriteAsync<T>(RedisKey key, Func<IRedisTarget, Task<T>> write);
}

/// <summary>The server's own promise, whatever that is.</summary>
internal sealed class PlainWrites(IRedisTarget store) : IWritePath
{
    public Task<T> WriteAsync<T>(RedisKey key, Func<IRedisTarget, Task<T>> write) => write(store);
}
