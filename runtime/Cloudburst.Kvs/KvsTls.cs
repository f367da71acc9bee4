namespace Cloudburst.Kvs;

/// <summary>
/// Certificates for encrypted connections to a store, from PEM files. A server needs its own certificate; a client needs one only when the server asks for it.
/// Files that are replaced are read again for the next connection, so certificates are renewed without a restart.
/// </summary>
public sealed record KvsTls
{
    /// <summary>This side's certificate, for clients that of a user.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key of <see cref="CertificateFile"/>, unencrypted; <see langword="null"/> when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The authority that has signed the other side's certificate. A client without it trusts those that the system trusts. A server with it demands a
    /// certificate of every client, one without it takes any client that knows the password.
    /// </summary>
    public string? CaFile { get; init; }
}
