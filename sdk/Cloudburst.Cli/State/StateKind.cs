namespace Cloudburst.Cli.State;

/// <summary>The kinds of state that the SDK has handles for.</summary>
internal static class StateKind
{
    public const string Register = "register";
    public const string Counter = "counter";
    public const string Set = "set";
    public const string Maximum = "maximum";
    public const string Flag = "flag";

    public static readonly string[] All = [Register, Counter, Set, Maximum, Flag];
}
