namespace Cloudburst.Lattices;

/// <summary>Keeps doubles totally ordered and their bytes unique: no NaN, one zero.</summary>
internal static class Numbers
{
    public static bool IsCanonical(double value) => !double.IsNaN(value) && !(value == 0 && double.IsNegative(value));

    public static double Canonical(double value, string parameter)
    {
        if (double.IsNaN(value)) throw new ArgumentException("NaN has no place in an order; pass a number.", parameter);
        return value == 0 ? 0 : value;
    }
}
