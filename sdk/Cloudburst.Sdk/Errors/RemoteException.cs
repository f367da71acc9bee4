namespace Cloudburst;

/// <summary>What a function threw in another process: printed as it was there.</summary>
internal sealed class RemoteException : Exception
{
    private readonly string _text;

    private RemoteException(string message, string text, string stack)
        : base(message)
    {
        _text = text;
        StackTrace = stack;
    }

    /// <summary>The stack there, after those of inner exceptions.</summary>
    public override string StackTrace { get; }

    public override string ToString() => _text;

    /// <summary>Takes an exception's type, message and text; <see langword="null"/> when there is no text.</summary>
    public static RemoteException? Of(string type, string message, string text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var head = $"{type}: {message}";
        return new(message, text, text.StartsWith(head, StringComparison.Ordinal) ? text[head.Length..].TrimStart('\r', '\n') : text);
    }
}
