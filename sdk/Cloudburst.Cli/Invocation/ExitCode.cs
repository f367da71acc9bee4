namespace Cloudburst.Cli.Invocation;

/// <summary>How the tool ends; documented in docs/cli.md, and stable.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Not done, for a reason that has no code of its own; or <c>doctor</c> has found a problem.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a value on it, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The function threw.</summary>
    public const int FunctionFailed = 3;

    /// <summary>There is no such function, DAG or key.</summary>
    public const int NotFound = 4;

    /// <summary>The system can't be reached, or can't do it at the moment: the same may succeed later.</summary>
    public const int Unavailable = 5;

    /// <summary>The deadline passed.</summary>
    public const int TimedOut = 6;

    /// <summary>Ctrl+C, as shells count it.</summary>
    public const int Cancelled = 130;

    /// <summary>The code of an error of the system.</summary>
    public static int Of(CloudburstException error) => error.Code switch
    {
        CloudburstErrorCode.FunctionFailed => FunctionFailed,
        CloudburstErrorCode.FunctionNotFound or CloudburstErrorCode.DagNotFound or CloudburstErrorCode.KeyMissing => NotFound,
        CloudburstErrorCode.InvalidArgument or CloudburstErrorCode.KeyInvalid or CloudburstErrorCode.LatticeMismatch or CloudburstErrorCode.ValueTooLarge => Usage,
        CloudburstErrorCode.DeadlineExceeded => TimedOut,
        _ when error.IsTransient => Unavailable,
        _ => Failed,
    };
}
