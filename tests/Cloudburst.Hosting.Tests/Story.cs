using System.Runtime.CompilerServices;
using Cloudburst;

namespace Story;

/// <summary>A program's own code: not in a namespace of ours, whose frames are left out of reports.</summary>
internal static class Teller
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task CallAsync()
    {
        await Task.Yield();
        throw new FunctionFailedException(
            "'f' threw",
            "System.InvalidOperationException",
            "a bug",
            """
            System.InvalidOperationException: a bug
               at Books.Deep() in /src/Books.cs:line 12
               at Books.Loan() in /src/Books.cs:line 8
               at Cloudburst.Generated.Books_Invokers.InvokeLoan(Invocation invocation) in /obj/Books.g.cs:line 20
            --- End of stack trace from previous location ---
               at Cloudburst.Executor.Runs.FunctionCall.InvokeAsync()
            """);
    }
}
