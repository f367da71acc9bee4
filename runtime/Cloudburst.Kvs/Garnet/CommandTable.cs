using Cloudburst.Kvs.Feed;
using Garnet.server;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Our commands in their order. The store logs and replicates a command by its position here, so the order is part of the data
/// format: only append, and raise <see cref="FormatVersion"/> when an existing command changes its meaning.
/// </summary>
internal static class CommandTable
{
    public const string Join = "JOIN";
    public const string CompareAndSet = "CASV";
    public const string Get = "CGET";

    /// <summary>Written into every data folder, and checked before anything in it is replayed.</summary>
    public const string FormatVersion = "cloudburst-kvs 1: JOIN, CASV, CGET";

    public static void Register(RegisterApi register, SessionPool sessions, KvsServerOptions options, ChangeFeed feed, ChunkCleaner chunks, DiskGuard disk)
    {
        var maxValueBytes = options.MaxValueBytes;
        Add(register, Join, arity: -3, CommandType.ReadModifyWrite, new JoinCommand(maxValueBytes, feed, chunks, disk));
        Add(register, CompareAndSet, arity: 4, CommandType.ReadModifyWrite, new CompareAndSetCommand(maxValueBytes, feed, chunks, disk));
        Add(register, Get, arity: 2, CommandType.Read, new GetCommand(sessions));
        register.NewProcedure(TraitsCommand.Name, () => new TraitsCommand(options.Durable), new RespCommandsInfo { Name = TraitsCommand.Name, Arity = 1 });
    }

    private static void Add(RegisterApi register, string name, int arity, CommandType type, CustomRawStringFunctions functions)
    {
        var reads = type == CommandType.Read;
        register.NewCommand(name, type, functions, new RespCommandsInfo
        {
            Name = name,
            Arity = arity,
            FirstKey = 1,
            LastKey = 1,
            Step = 1,
            Flags = reads ? RespCommandFlags.ReadOnly : RespCommandFlags.DenyOom | RespCommandFlags.Write,
            AclCategories = reads ? RespAclCategories.Read : RespAclCategories.Write,
        });
    }
}
