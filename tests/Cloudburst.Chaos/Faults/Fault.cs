using System.Globalization;
using Cloudburst.Chaos.Processes;

namespace Cloudburst.Chaos.Faults;

/// <summary>What happens to a process.</summary>
public enum FaultKind
{
    /// <summary>It is killed, and started again after a while.</summary>
    Kill,

    /// <summary>It is held up for a while: it keeps its connections and answers nothing.</summary>
    Freeze,
}

/// <summary>Something that happens to a role.</summary>
/// <param name="Role">To whom.</param>
/// <param name="Kind">What.</param>
/// <param name="Lasting">How long, until it is started again or goes on.</param>
public sealed record Fault(string Role, FaultKind Kind, TimeSpan Lasting)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} of {Role} for {Lasting.TotalSeconds:0.0} s");
}
