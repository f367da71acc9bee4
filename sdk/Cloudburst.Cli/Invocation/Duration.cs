using System.CommandLine;
using System.Globalization;

namespace Cloudburst.Cli.Invocation;

/// <summary>Times on the command line: <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>, or <c>00:00:30</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, Func<double, TimeSpan> Of)[] Units =
        [("ms", TimeSpan.FromMilliseconds), ("s", TimeSpan.FromSeconds), ("m", TimeSpan.FromMinutes), ("h", TimeSpan.FromHours)];

    /// <summary>An option that takes a time.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse(text, out var time))
                return time;
            result.AddError($"'{text}' is no time for {name}: write 500ms, 30s, 2m, 1h or 00:00:30.");
            return null;
        },
    };

    public static bool TryParse(string text, out TimeSpan time)
    {
        foreach (var (unit, of) in Units)
        {
            // 5ms ends with s too, so what is before the unit must be a number.
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.FromDays(365).TotalHours)
            {
                time = of(number);
                return time > TimeSpan.Zero;
            }
        }
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time) && text.Contains(':', StringComparison.Ordinal) && time > TimeSpan.Zero;
    }
}
