namespace Cloudburst.Kvs.Garnet;

/// <summary>Checks what the user has set, and names all mistakes at once.</summary>
internal static class ServerOptionsCheck
{
    public static void Check(KvsServerOptions options)
    {
        List<string> mistakes = [];
        if (options.Durable && options.DataFolder is null)
            mistakes.Add("Durable needs a DataFolder: nothing in a temporary folder survives");
        if (options.DataFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            mistakes.Add("DataFolder is blank: name a folder, or leave it null for a temporary one");
        if (options.MemoryBytes < KvsServerOptions.SmallestMemoryBytes)
            mistakes.Add($"MemoryBytes is {options.MemoryBytes:N0}, but the store needs at least {KvsServerOptions.SmallestMemoryBytes:N0}");
        if (options.MaxValueBytes is < 1 or > KvsLimits.LargestMaxValueBytes)
            mistakes.Add($"MaxValueBytes is {options.MaxValueBytes:N0}, but must be between 1 and {KvsLimits.LargestMaxValueBytes:N0}");
        if (options.ChangeFeedCapacity < 1)
            mistakes.Add($"ChangeFeedCapacity is {options.ChangeFeedCapacity}, but must be at least 1");
        if (options.Password is { Length: 0 })
            mistakes.Add("Password is empty: set one, or leave it null for none");
        if (options.AclFile is { Length: 0 })
            mistakes.Add("AclFile is empty: name a file, or leave it null for one user who may do everything");
        if (options.Tls is { CertificateFile: null or "" })
            mistakes.Add("Tls has no CertificateFile: a server needs its own certificate");
        if (options.Tls is not null && options.EndPoint is null)
            mistakes.Add("Tls needs an EndPoint: without one there is no connection to encrypt");
        if (options.Cluster && (options.EndPoint is null || options.EndPoint.Port == 0 || options.DataFolder is null))
            mistakes.Add("Cluster needs an EndPoint with a fixed port, for the other nodes, and a DataFolder, for a log to replicate");
        if (options is { Cluster: true, AclFile: not null, Password: null })
            mistakes.Add("Cluster with an AclFile needs a Password, the same on all nodes: they know each other by it");
        if (mistakes.Count > 0)
            throw new KvsException(KvsError.UnsafeSettings, $"The store's settings can't be used: {string.Join("; ", mistakes)}.");
    }
}
