using System.Security.Authentication;
using Cloudburst.Kvs.Garnet;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>The client library's exceptions as ours.</summary>
internal static class RedisErrors
{
    public static KvsException OnConnect(IReadOnlyList<string> endPoints, Exception cause)
    {
        var where = string.Join(", ", endPoints);
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException || e.Message.Contains("RemoteCertificate", StringComparison.Ordinal))
            {
                return new KvsException(
                    KvsError.Untrusted,
                    $"No encrypted connection to the store at {where} came about ({e.Message}); check that it speaks TLS, that its certificate names this address and is "
                    + "signed by the authority in CaFile, and that this client's certificate is, where the server demands one.",
                    cause);
            }

            if (e.Message.Contains("NOPERM", StringComparison.Ordinal))
            {
                return new KvsException(
                    KvsError.NotPermitted, $"The store at {where} does not let this user work ({e.Message}); give it the rights that docs/operations.md lists.", cause);
            }
        }

        return IsAuthentication(cause)
            ? new KvsException(
                KvsError.WrongPassword,
                $"The store at {where} refuses the user or the password; set those that the server was started with.",
                cause)
            : new KvsException(
                KvsError.Unreachable,
                $"The store at {where} can't be reached; check that it runs, its address and port, and whether it demands TLS.",
                cause);
    }

    /// <summary>The exception for an error reply, which says that nothing was done.</summary>
    /// <remarks>The client library puts words of its own in the place of a redirect that it does not follow, or can't; what it was is in the kind.</remarks>
    public static KvsException OfReply(string key, RedisServerException reply) => reply.Kind switch
    {
        RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.CrossSlot or RedisErrorKind.UnknownRedirectTarget => KvsException.OtherNode(key, reply.Message),
        _ => ReplyParser.Error(key, reply.Message),
    };

    public static KvsException Unreachable(string connection, Exception cause) => new(
        KvsError.Unreachable,
        $"The store at {connection.Split(',')[0]} did not answer in time ({cause.GetType().Name}); check that it runs, then try again.",
        cause);

    private static bool IsAuthentication(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || e.Message.Contains("WRONGPASS", StringComparison.Ordinal)
                || e.Message.Contains("NOAUTH", StringComparison.Ordinal)
                || e.Message.Contains("authentication failure", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
