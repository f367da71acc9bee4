namespace Cloudburst.Executor.Runs;

/// <summary>
/// Names one attempt at a request. Attempts are counted by each scheduler for itself, so the scheduler is part of the name; and the parts of a DAG with continuations are runs of their own.
/// </summary>
internal readonly record struct RunKey(string Request, ulong Scheduler, int Attempt, int Part = 0);
