namespace Cloudburst.Testing.Network;

/// <summary>An open connection between two roles.</summary>
internal interface IConnection
{
    /// <summary>Who has opened it.</summary>
    string From { get; }

    /// <summary>To whom.</summary>
    string To { get; }

    /// <summary>Whether it has ended.</summary>
    bool IsClosed { get; }

    /// <summary>Whether something has vanished on it.</summary>
    bool IsLossy { get; }

    /// <summary>Ends it; both sides are told.</summary>
    void Break();
}
