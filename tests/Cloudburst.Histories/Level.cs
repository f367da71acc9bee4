namespace Cloudburst.Histories;

/// <summary>What a session was promised (docs/architecture.md). The names are the product's; nothing else of it is known here.</summary>
public enum Level
{
    LastWriterWins,
    RepeatableRead,
    SingleKeyCausal,
    MultiKeyCausal,
    Causal,
    Transactional,
    Linearizable,
}
