namespace Cloudburst.Testing.Network;

/// <summary>How things stand between two roles.</summary>
/// <param name="IsCut">Nothing gets through, and both sides know.</param>
/// <param name="IsSilent">Nothing gets through, and nobody is told.</param>
/// <param name="Delay">How long everything takes.</param>
/// <param name="Loss">The share of frames that are lost, each with the connection that carried it.</param>
internal readonly record struct LinkState(bool IsCut, bool IsSilent, TimeSpan Delay, double Loss)
{
    /// <summary>Nothing wrong.</summary>
    public bool IsClean => this == default;

    /// <summary>Both troubles at once.</summary>
    public LinkState With(LinkState other) => new(
        IsCut || other.IsCut, IsSilent || other.IsSilent, Delay > other.Delay ? Delay : other.Delay, Math.Max(Loss, other.Loss));
}
