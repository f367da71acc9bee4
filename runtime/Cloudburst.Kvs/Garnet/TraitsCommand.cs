using Garnet.common;
using Garnet.server;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// <c>CTRAITS</c>: what this node promises, for clients that ask for more than it does. Answers <c>logged</c> when a write is on disk before
/// it is answered, else <c>memory</c>. Not logged itself, so it has no place in the order of <see cref="CommandTable"/>.
/// </summary>
internal sealed class TraitsCommand(bool logs) : CustomProcedure
{
    public const string Name = "CTRAITS";
    public const string Logged = "logged";

    public override bool Execute<TGarnetApi>(TGarnetApi garnetApi, ref CustomProcedureInput procInput, ref MemoryResult<byte> output)
    {
        WriteSimpleString(ref output, logs ? Logged : "memory");
        return true;
    }
}
