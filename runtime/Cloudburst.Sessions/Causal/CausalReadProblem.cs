using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>Why a read at a causal level has no answer.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Key">With which key.</param>
/// <param name="Tag">What the key holds.</param>
/// <param name="Detail">More, for people.</param>
public sealed record CausalReadProblem(CausalReadProblemKind Kind, string Key, LatticeTag Tag, string Detail = "");

/// <summary>What is wrong with a read at a causal level.</summary>
public enum CausalReadProblemKind
{
    /// <summary>The key holds a lattice without causal metadata.</summary>
    NotCausal,

    /// <summary>The value's metadata can't be read.</summary>
    Damaged,

    /// <summary>The store no longer has a version that the session has seen: the request must be run again.</summary>
    Lost,

    /// <summary>The keys change faster than they can be read together.</summary>
    Unsettled,
}
