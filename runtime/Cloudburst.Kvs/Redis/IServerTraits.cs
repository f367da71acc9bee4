using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>What kinds of server differ in, besides merging.</summary>
internal interface IServerTraits
{
    /// <summary>Why the server doesn't log a write before it answers, as the end of a sentence about it; <see langword="null"/> when it does.</summary>
    Task<string?> WhyNotLoggedAsync(IServer server);

    /// <summary>What an operator does about that.</summary>
    string HowToLog { get; }

    /// <summary>Why replicas of the server would be no protection, as the end of a sentence about it; <see langword="null"/> when they are.</summary>
    Task<string?> WhyNotReplicatedAsync(IServer server);

    /// <summary>What an operator does about that.</summary>
    string HowToReplicate { get; }

    /// <summary>Returns when enough replicas have everything that the server has answered by now on this connection.</summary>
    /// <exception cref="KvsException"><see cref="KvsError.NotReplicated"/>, or <see cref="KvsError.DurabilityUnavailable"/> when there can't be any.</exception>
    Task ReplicatedAsync(IServer server);
}
