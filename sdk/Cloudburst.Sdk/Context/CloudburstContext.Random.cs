using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cloudburst;

/// <content>What is random to the outside and the same in every run of a request.</content>
public abstract partial class CloudburstContext
{
    private int _guids;
    private Random? _random;

    /// <summary>
    /// Random numbers that are the same in every run of the request, so that a function that runs again decides as it did before. Different for each
    /// request and for each node of a DAG. Not for secrets: whoever knows the request's id can compute them.
    /// </summary>
    /// <value>One generator per invocation. Getting it is thread-safe; drawing from it is not, as with every <see cref="System.Random"/>.</value>
    public Random Random
    {
        get
        {
            if (_random is null)
                Interlocked.CompareExchange(ref _random, new Random(unchecked((int)StableHash.Of(RandomSeed))), null);
            return _random;
        }
    }

    /// <summary>What tells this invocation's random values from those of other requests and other nodes; the same in every run of the request.</summary>
    /// <value>The request's id and the function's name, unless the host knows better.</value>
    protected virtual string RandomSeed => $"{RequestId}/{FunctionName}";

    /// <summary>
    /// Makes an id that no other request makes and that every run of this one makes again, in the order of the calls. What is written under it is written
    /// under it again, not twice. Not a secret: whoever knows the request's id can compute it.
    /// </summary>
    /// <returns>A UUID of version 8 (RFC 9562 §5.8), made of the request's id, the place in the DAG and the number of the call.</returns>
    public Guid NewGuid()
    {
        var number = Interlocked.Increment(ref _guids);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{RandomSeed}/{number}")), bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }
}
