using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>The client library's exceptions as ours.</summary>
internal static class RedisErrors
{
    public static KvsException OnConnect(IReadOnlyList<string> endPoints, Exception cause)
    {
        var where = string.Join(", ", endPoints);
        return IsAuthentication(cause)
            ? new KvsException(
                KvsError.WrongPassword,
                $"The store at {where} refuses the password; set the one that the server was started with.",
                cause)
            : new KvsException(
                KvsError.Unreachable,
                $"The store at {where} can't be reached; check that it runs, and its address and port.",
                cause);
    }

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
