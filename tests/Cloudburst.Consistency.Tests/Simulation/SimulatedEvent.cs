using System.Globalization;

namespace Cloudburst.Tests.Consistency.Simulation;

/// <summary>One scheduled step. Text is made only when somebody looks at the trace.</summary>
internal abstract record SimulatedEvent(string Node)
{
    /// <summary>What happened with it, for the trace.</summary>
    public string Result { get; set; } = "";

    public long Time { get; set; }

    public long Step { get; set; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step,8} {Time,12} us  {Describe()}{(Result.Length > 0 ? $"  ({Result})" : "")}");

    protected abstract string Describe();
}

internal sealed record Delivery(string From, string Node, int Incarnation, object Message) : SimulatedEvent(Node)
{
    public override string ToString() => base.ToString();

    protected override string Describe() => $"{From} -> {Node}: {Message}";
}

internal sealed record TimerEvent(string Node, int Incarnation, object Tag) : SimulatedEvent(Node)
{
    public override string ToString() => base.ToString();

    protected override string Describe() => $"{Node} timer: {Tag}";
}

/// <summary>Something done to the world from outside: a crash, a partition, or a test's own action.</summary>
internal sealed record Intervention(string Node, Action Act) : SimulatedEvent(Node)
{
    public override string ToString() => base.ToString();

    protected override string Describe() => $"* {Node}";
}
