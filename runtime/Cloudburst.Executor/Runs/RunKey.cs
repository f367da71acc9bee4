namespace Cloudburst.Executor.Runs;

/// <summary>Names one attempt at a request. Attempts are counted by each scheduler for itself, so the scheduler is part of the name.</summary>
internal readonly record struct RunKey(string Request, ulong Scheduler, int Attempt);
