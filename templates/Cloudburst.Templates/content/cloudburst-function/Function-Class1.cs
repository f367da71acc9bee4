using Cloudburst;

namespace CloudburstItems;

/// <summary>Functions: each runs where the scheduler finds it best, and again elsewhere when an executor dies.</summary>
public static partial class Function_Class1
{
    /// <summary>Greets somebody.</summary>
    [CloudburstFunction]
    public static string Greet(string name) => $"Hello, {name}!";
}
