using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <summary>
/// Refuses what is too large before it is sent: in one process as in a cluster, so that a test finds it, and so that the other calls on the link notice nothing.
/// </summary>
internal static class Sizes
{
    private const int MostTags = 16;
    private const int MostTagCharacters = 4096;

    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.ValueTooLarge"/>.</exception>
    public static void Check(string target, IReadOnlyList<EncodedArgument> arguments)
    {
        long sum = 0;
        var largest = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            sum += arguments[i].Value.Length;
            if (arguments[i].Value.Length > arguments[largest].Value.Length)
                largest = i;
        }
        if (sum <= Limits.MaxValueBytes)
            return;
        var bytes = arguments[largest].Value.Length;
        var what = bytes > Limits.MaxValueBytes
            ? FormattableString.Invariant($"Argument {largest + 1} of '{target}' has {bytes:N0} bytes")
            : FormattableString.Invariant($"The arguments of '{target}' have {sum:N0} bytes together (argument {largest + 1} is the largest, {bytes:N0})");
        throw new CloudburstException(
            CloudburstErrorCode.ValueTooLarge,
            FormattableString.Invariant($"{what} and {Limits.MaxValueBytes:N0} are allowed; write large ones under keys of their own and pass a Ref<T> to each. Nothing was sent"),
            new Dictionary<string, string> { ["target"] = target, ["argument"] = FormattableString.Invariant($"{largest + 1}") });
    }

    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.ValueTooLarge"/>.</exception>
    public static void Check(string key, ReadOnlyMemory<byte> capsule)
    {
        if (capsule.Length > Limits.MaxValueBytes)
        {
            throw new CloudburstException(
                CloudburstErrorCode.ValueTooLarge,
                FormattableString.Invariant($"The value for key '{key}' has {capsule.Length:N0} bytes and {Limits.MaxValueBytes:N0} are allowed; split it over several keys. Nothing was sent"),
                new Dictionary<string, string> { ["key"] = key });
        }
    }

    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>.</exception>
    public static void Check(string target, IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
            return;
        if (tags.FirstOrDefault(static tag => tag.Value is null) is { Key: { } nothing })
        {
            throw new CloudburstException(
                CloudburstErrorCode.InvalidArgument, $"The tag '{nothing}' of the call of '{target}' is null; leave it out, or give it a text",
                new Dictionary<string, string> { ["target"] = target, ["argument"] = "CallOptions.Tags" });
        }
        var characters = tags.Sum(static tag => (long)tag.Key.Length + tag.Value.Length);
        if (tags.Count > MostTags || characters > MostTagCharacters)
        {
            throw new CloudburstException(
                CloudburstErrorCode.InvalidArgument,
                FormattableString.Invariant(
                    $"The call of '{target}' has {tags.Count} tags of {characters:N0} characters, and {MostTags} of {MostTagCharacters:N0} together are allowed; pass what functions work with as an argument"),
                new Dictionary<string, string> { ["target"] = target, ["argument"] = "CallOptions.Tags" });
        }
    }

    /// <summary>For the frames that nothing above covers: a DAG with large constants, a read of very many keys.</summary>
    public static CloudburstException TooLarge(ClientFrame frame) => new(
        CloudburstErrorCode.ValueTooLarge,
        FormattableString.Invariant($"A request of kind {frame.BodyCase} has {frame.CalculateSize():N0} bytes, more than can travel at once; split it. Nothing was sent"));
}
