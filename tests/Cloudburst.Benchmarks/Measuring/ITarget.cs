namespace Cloudburst.Benchmarks.Measuring;

/// <summary>What a row should be.</summary>
internal interface ITarget
{
    /// <summary>Says whether the measures meet the target; nothing when a row that it needs is missing.</summary>
    string? Judge(IReadOnlyList<Measure> measures);
}
