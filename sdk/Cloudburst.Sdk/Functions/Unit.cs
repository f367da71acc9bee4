namespace Cloudburst;

/// <summary>The result of a function that has none.</summary>
public readonly record struct Unit
{
    /// <summary>The only value.</summary>
    public static Unit Value => default;
}
