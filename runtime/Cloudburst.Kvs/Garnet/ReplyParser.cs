using System.Globalization;
using Cloudburst.Kvs.Resp;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Garnet;

/// <summary>Understands what <see cref="Replies"/> and the store itself answer.</summary>
internal static class ReplyParser
{
    public static JoinOutcome Join(string key, RespValue reply) => reply switch
    {
        { Kind: RespKind.Integer, Integer: 1 } => JoinOutcome.Changed,
        { Kind: RespKind.Integer, Integer: 0 } => JoinOutcome.Unchanged,
        { Kind: RespKind.Bulk, Payload.Length: Stamp.Size } => JoinOutcome.Deleted(Stamp.Read(reply.Payload)),
        { Kind: RespKind.Error } => throw Error(key, reply.Text),
        _ => throw KvsException.Unexpected(key, reply.Text),
    };

    public static CompareAndSetOutcome CompareAndSet(string key, RespValue reply) => reply switch
    {
        { Kind: RespKind.Bulk, Payload.Length: CompareAndSetCommand.ReplyBytes } =>
            new CompareAndSetOutcome(reply.Payload[0] == 1, ContentVersion.Read(reply.Payload[1..])),
        { Kind: RespKind.Error } => throw Error(key, reply.Text),
        _ => throw KvsException.Unexpected(key, reply.Text),
    };

    /// <summary>The stored bytes, or empty for a key that is absent. They lie in the reply's buffer.</summary>
    public static ReadOnlySpan<byte> Value(string key, RespValue reply) => reply.Kind switch
    {
        RespKind.Bulk => reply.Payload,
        RespKind.Null => default,
        RespKind.Error => throw Error(key, reply.Text),
        _ => throw KvsException.Unexpected(key, reply.Text),
    };

    public static KvsEntry Entry(string key, RespValue reply) => new(Value(key, reply).ToArray());

    /// <summary>The exception for an error reply, without its leading minus sign.</summary>
    public static KvsException Error(string key, string text)
    {
        var words = text.Split(' ');
        return words[0] switch
        {
            Replies.TypeMismatchCode when words.Length == 3 => KvsException.TypeMismatch(key, TagName(words[1]), TagName(words[2])),
            Replies.MalformedCode => KvsException.Malformed(key, text[(Replies.MalformedCode.Length + 1)..].TrimEnd('.')),
            Replies.TooManySiblingsCode => KvsException.TooManySiblings(key),
            Replies.TooLargeCode when words.Length == 3
                && long.TryParse(words[1], CultureInfo.InvariantCulture, out var bytes)
                && long.TryParse(words[2], CultureInfo.InvariantCulture, out var limit) => KvsException.TooLarge(key, bytes, limit),
            "WRONGPASS" or "NOAUTH" => new KvsException(
                KvsError.WrongPassword, $"The store refuses the password ({text}); set the one that the server was started with."),
            "NOPERM" => new KvsException(
                KvsError.NotPermitted, $"The store does not let this user do that with key '{key}' ({text}); give it the right, or use another user."),
            "OOM" or "MISCONF" => new KvsException(
                KvsError.OutOfSpace, $"The store has no room for key '{key}' ({text}); free space or raise its limits."),
            "LOADING" or "CLUSTERDOWN" or "TRYAGAIN" or "MASTERDOWN" or "READONLY" or "NOREPLICAS" or "BUSY" => KvsException.NotServed(key, text),
            "MOVED" or "ASK" or "CROSSSLOT" => KvsException.OtherNode(key, text),
            "WRONGTYPE" => new KvsException(
                KvsError.TypeMismatch, $"Key '{key}' was written by something else than this store; use another key or another database."),
            _ => KvsException.Unexpected(key, text),
        };
    }

    /// <summary>Scripts know tags by their numbers, our server by their names.</summary>
    private static string TagName(string tag) => Enum.TryParse<LatticeTag>(tag, out var known) ? LatticeNames.HandleOf(known) : tag;
}
