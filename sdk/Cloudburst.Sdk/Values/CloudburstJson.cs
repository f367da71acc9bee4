using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cloudburst;

/// <summary>
/// How values that travel as JSON are read and written. A program that is trimmed or compiled ahead of time has no reflection to find that out with: it adds the contexts that the
/// build has written for its types.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
public static class CloudburstJson
{
    private static IJsonTypeInfoResolver[] _added = [];

    /// <summary>Asks the contexts of the program first, and reflection, where there is any, last.</summary>
    internal static IJsonTypeInfoResolver Resolver { get; } = new Chain();

    /// <summary>Adds a context: a <c>partial class : JsonSerializerContext</c> with a <c>[JsonSerializable]</c> for each type. Do so before the first call.</summary>
    /// <param name="context">Asked before those that were added earlier. A type that was already read or written stays as it was.</param>
    public static void AddContext(IJsonTypeInfoResolver context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var known = Volatile.Read(ref _added);
        while (Interlocked.CompareExchange(ref _added, [context, .. known], known) is var found && found != known)
            known = found;
    }

    private sealed class Chain : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver? _reflection = Reflection();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            foreach (var context in Volatile.Read(ref _added))
            {
                if (context.GetTypeInfo(type, options) is { } known)
                    return known;
            }
            return _reflection?.GetTypeInfo(type, options) ?? ((IJsonTypeInfoResolver)ScalarJson.Default).GetTypeInfo(type, options);
        }

        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed program has switched it off, unless it was told otherwise.")]
        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "A program that is compiled ahead of time has switched it off.")]
        private static DefaultJsonTypeInfoResolver? Reflection() => JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;
    }
}
