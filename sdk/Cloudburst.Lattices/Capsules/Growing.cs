namespace Cloudburst.Lattices;

/// <summary>
/// Arrays whose announced length is not trusted: they grow as items are really read, so that a short hostile payload with a great count
/// does not get a great array.
/// </summary>
internal static class Growing
{
    private const int InitialCapacity = 64;

    public static T[] Start<T>(int announced) => announced == 0 ? [] : new T[Math.Min(announced, InitialCapacity)];

    /// <summary>Makes room for the item at <paramref name="index"/>; never more than announced, so the last growth fits exactly.</summary>
    public static void MakeRoom<T>(ref T[] items, int index, int announced)
    {
        if (index == items.Length) Array.Resize(ref items, (int)Math.Min(announced, 2L * items.Length));
    }
}
