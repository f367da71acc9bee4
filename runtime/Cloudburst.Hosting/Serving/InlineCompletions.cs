namespace Cloudburst.Hosting.Serving;

/// <summary>
/// Makes the runtime handle a socket's event on the thread that noticed it, instead of passing it to the thread pool. That saves a change of threads per frame, which is
/// most of what a hop costs. It is only for roles that run nothing but our own code: one continuation that blocked would hold up every socket of the process.
/// So not for executors, whose functions are their authors', and not for storage nodes, whose writes wait for the disk.
/// </summary>
internal static class InlineCompletions
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Takes effect in a process that has not opened a socket yet. An operator who sets the variable decides.</summary>
    public static void Enable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
    }
}
