using System;

namespace Cloudburst.Analyzers;

/// <summary>How far one name is from another.</summary>
internal static class Distance
{
    /// <summary>Whether a name looks like another one that was mistyped: one letter more, less, wrong or swapped - two in longer names.</summary>
    public static bool IsSlip(string typed, string known)
    {
        var most = known.Length < 5 ? 0 : known.Length < 10 ? 1 : 2;
        return typed.Length > 0 && Math.Abs(typed.Length - known.Length) <= most && DigitsOf(typed) == DigitsOf(known) && Between(typed, known) <= most;
    }

    /// <summary>Letters that were added, left out, replaced or swapped.</summary>
    public static int Between(string a, string b)
    {
        // Optimal string alignment.
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }

    private static string DigitsOf(string name) => string.Concat(Array.FindAll(name.ToCharArray(), char.IsDigit));
}
