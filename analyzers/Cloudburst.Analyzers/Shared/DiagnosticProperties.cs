namespace Cloudburst.Analyzers;

/// <summary>What diagnostics tell their fixes.</summary>
internal static class DiagnosticProperties
{
    /// <summary>The helper that does what is reported: the fix would be there.</summary>
    public const string Helper = "helper";

    /// <summary>The name that is probably meant.</summary>
    public const string Nearest = "nearest";

    /// <summary>The code of a function's token.</summary>
    public const string Token = "token";

    /// <summary>A name that is to be written.</summary>
    public const string Name = "name";

    /// <summary>A line of the contracts file, or all of it.</summary>
    public const string Text = "text";

    /// <summary>Set when a key depends on the clock, which no format mends.</summary>
    public const string Clock = "clock";
}
