namespace Cloudburst;

/// <summary>A message that another invocation sent.</summary>
/// <param name="From">The sender; it may have ended since.</param>
/// <param name="Body">What it sent.</param>
/// <typeparam name="T">The body's type.</typeparam>
public readonly record struct ReceivedMessage<T>(InvocationId From, T Body);
