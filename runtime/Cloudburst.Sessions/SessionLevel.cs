namespace Cloudburst.Sessions;

/// <summary>What a session is promised about the state that it reads (Cloudburst (VLDB 2020) §5). The numbers are those of the protocol.</summary>
public enum SessionLevel
{
    /// <summary>Eventual; per key the write with the highest stamp. Nothing is tracked.</summary>
    LastWriterWins = 1,

    /// <summary>Each key has one version in all functions of a DAG: Algorithm 1.</summary>
    RepeatableRead = 2,

    /// <summary>Concurrent writes of one key are kept side by side, and a session never goes back on a key; there is no order between keys.</summary>
    SingleKeyCausal = 3,

    /// <summary>What one cache shows is a causal cut ("bolt-on" causal consistency).</summary>
    MultiKeyCausal = 4,

    /// <summary>Causal across all caches that a DAG touches: Algorithm 2.</summary>
    Causal = 5,

    /// <summary>One snapshot, and writes that become visible together or not at all, once.</summary>
    Transactional = 6,
}
