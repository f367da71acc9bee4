using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cloudburst.Kvs.Security;

/// <summary>Judges the other side's certificate by the authority that must have signed it.</summary>
internal static class Authority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>For a client: the server's name must be right as well.</summary>
    /// <exception cref="KvsException">The file can't be read, or is no certificate.</exception>
    public static RemoteCertificateValidationCallback OfServers(string caFile) =>
        Create(caFile, ServerAuthentication, allowedErrors: SslPolicyErrors.RemoteCertificateChainErrors);

    /// <summary>For a server: clients have no names.</summary>
    /// <exception cref="KvsException">The file can't be read, or is no certificate.</exception>
    public static RemoteCertificateValidationCallback OfClients(string caFile) =>
        Create(caFile, ClientAuthentication, allowedErrors: SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch);

    private static RemoteCertificateValidationCallback Create(string caFile, string purpose, SslPolicyErrors allowedErrors)
    {
        var authorities = Read(caFile);
        return (_, certificate, _, errors) =>
        {
            // What the system thinks of the chain does not matter: only this authority's word does.
            if (certificate is not X509Certificate2 presented || (errors & ~allowedErrors) != 0)
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
            return chain.Build(presented);
        };
    }

    private static X509Certificate2Collection Read(string caFile)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(caFile);
            return authorities.Count > 0 ? authorities : throw KvsException.UnusableCertificate(caFile, new CryptographicException("There is none in it."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw KvsException.UnusableCertificate(caFile, e);
        }
    }
}
