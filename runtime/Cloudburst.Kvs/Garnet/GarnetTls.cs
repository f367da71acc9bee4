using System.Net.Security;
using Cloudburst.Kvs.Security;
using Garnet.server.TLS;

namespace Cloudburst.Kvs.Garnet;

/// <summary>The engine's TLS settings, from our files. Nodes of a cluster are each other's clients, and show each other the same certificate.</summary>
internal sealed class GarnetTls : IGarnetTlsOptions
{
    public GarnetTls(KvsTls files)
    {
        var own = new CertificateFile(files.CertificateFile!, files.KeyFile);
        TlsServerOptions = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, _) => own.Current,
            ClientCertificateRequired = files.CaFile is not null,
            RemoteCertificateValidationCallback = files.CaFile is null ? null : Authority.OfClients(files.CaFile),
        };
        TlsClientOptions = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => own.Current,
            RemoteCertificateValidationCallback = files.CaFile is null ? null : Authority.OfServers(files.CaFile),
        };
    }

    public SslServerAuthenticationOptions TlsServerOptions { get; }

    public SslClientAuthenticationOptions TlsClientOptions { get; }

    /// <summary>Not needed: the files are looked at for every connection.</summary>
    public bool UpdateCertFile(string certFileName, string certPassword, out string errorMessage)
    {
        errorMessage = "Certificates are read from their files again when those change.";
        return false;
    }
}
