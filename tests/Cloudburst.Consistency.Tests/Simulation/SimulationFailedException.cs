namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>A simulated run went wrong. The message has the seed that replays it and the last events.</summary>
public sealed class SimulationFailedException : Exception
{
    public SimulationFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
