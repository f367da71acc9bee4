using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Addresses of endpoints, as the roles' configuration takes them.</summary>
internal static class Addresses
{
    public const string Loopback = "127.0.0.1";

    // The roles bind IPv4 loopback; 'localhost' would first try IPv6 on every connection.
    public static ReferenceExpression Http(EndpointReference endpoint)
        => ReferenceExpression.Create($"http://{Loopback}:{endpoint.Property(EndpointProperty.Port)}");

    public static ReferenceExpression HostAndPort(EndpointReference endpoint)
        => ReferenceExpression.Create($"{Loopback}:{endpoint.Property(EndpointProperty.Port)}");

    public static ReferenceExpression List(IEnumerable<ReferenceExpression> addresses)
    {
        var list = new ReferenceExpressionBuilder();
        var first = true;
        foreach (var address in addresses)
        {
            if (!first)
                list.AppendLiteral(",");
            list.AppendFormatted(address);
            first = false;
        }

        return list.Build();
    }
}
