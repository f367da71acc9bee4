using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cloudburst.Kvs.Security;

/// <summary>A certificate and its key in files, read again when they have changed. Thread-safe.</summary>
internal sealed class CertificateFile
{
    private readonly string _file;
    private readonly string? _keyFile;
    private readonly Lock _gate = new();
    private X509Certificate2 _current;
    private DateTime _readAt;

    /// <exception cref="KvsException">The files can't be read, or are no certificate with its key.</exception>
    public CertificateFile(string file, string? keyFile)
    {
        _file = file;
        _keyFile = keyFile;
        _readAt = ChangedAt();
        _current = Read();
    }

    /// <summary>The certificate as the files have it now. While they are being replaced, the one from before.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_gate)
            {
                var changedAt = ChangedAt();
                if (changedAt == _readAt)
                    return _current;
                try
                {
                    _current = Read();
                    _readAt = changedAt;
                }
                catch (KvsException)
                {
                    // Half written. The next connection looks again.
                }

                return _current;
            }
        }
    }

    private DateTime ChangedAt()
    {
        var certificate = File.GetLastWriteTimeUtc(_file);
        var key = _keyFile is null ? certificate : File.GetLastWriteTimeUtc(_keyFile);
        return key > certificate ? key : certificate;
    }

    private X509Certificate2 Read()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(_file, _keyFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw KvsException.UnusableCertificate(_keyFile is null ? _file : $"{_file}' with key '{_keyFile}", e);
        }
    }
}
