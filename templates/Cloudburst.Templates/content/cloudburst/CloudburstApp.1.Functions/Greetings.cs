namespace CloudburstApp._1;

/// <summary>Functions: each runs where the scheduler finds it best.</summary>
public static partial class Greetings
{
    /// <summary>Greets somebody.</summary>
    [CloudburstFunction]
    public static string Greet(string name) => $"Hello, {name}!";
}
