namespace Cloudburst.Lattices;

/// <summary>What people know lattices by: messages speak of the handles that users write, not of the lattices behind them.</summary>
public static class LatticeNames
{
    /// <summary>The state handle of a lattice, such as <c>Counter</c> for a PN-counter; the lattice's own name where there is no handle.</summary>
    public static string HandleOf(LatticeTag tag) => tag switch
    {
        LatticeTag.LastWriterWins => "Register<T>",
        LatticeTag.SingleKeyCausal or LatticeTag.MultiKeyCausal => "causal Register<T>",
        LatticeTag.PnCounter => "Counter",
        LatticeTag.ObservedRemoveSet => "SetOf<T>",
        LatticeTag.Max => "Maximum",
        LatticeTag.Flag => "Flag",
        _ => tag.ToString(),
    };
}
