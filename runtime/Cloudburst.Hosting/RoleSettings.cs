using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Cloudburst.Kvs;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Shared;
using Microsoft.Extensions.Configuration;

namespace Cloudburst.Hosting;

/// <summary>The settings of a process, from the configuration section <c>Cloudburst</c>: environment variables <c>Cloudburst__Key</c> or arguments <c>--Cloudburst:Key=value</c>.</summary>
public sealed class RoleSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cloudburst";

    private readonly IConfiguration _section;

    /// <summary>Reads the settings.</summary>
    public RoleSettings(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _section = configuration.GetSection(Section);
    }

    /// <summary>What this process is: <c>embedded</c>, <c>executor</c>, <c>client</c>, <c>kvs</c>, <c>kvs-controller</c>, <c>cache</c> or <c>scheduler</c>.</summary>
    /// <value><c>embedded</c>.</value>
    public string Role => _section["Role"] ?? "embedded";

    /// <summary>The process's name.</summary>
    public string Id => _section["Id"] is { Length: > 0 } id ? id : $"{Role}-{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Where peers reach this process over gRPC: <c>http://host:port</c> or <c>unix:/path</c>.</summary>
    public string Listen => Required("Listen");

    /// <summary>Where an embedded system lets in clients of other processes, if anywhere.</summary>
    internal bool TryGetListen([NotNullWhen(true)] out string? address)
    {
        address = _section["Listen"] is { Length: > 0 } given ? given : null;
        return address is not null;
    }

    /// <summary>The address that is told to peers, where it is not the one that is listened on.</summary>
    public string Advertise => _section["Advertise"] is { Length: > 0 } address ? address : Listen;

    /// <summary>Where other machines' caches reach this cache over gRPC: <c>http://host:port</c>; nowhere when empty.</summary>
    public string? PeerListen => _section["PeerListen"] is { Length: > 0 } address ? address : null;

    /// <summary>The address that is told to other machines' caches, where it is not the one that is listened on.</summary>
    public string? PeerAdvertise => _section["PeerAdvertise"] is { Length: > 0 } address ? address : PeerListen;

    /// <summary>What calls are promised that don't ask for a consistency level, and whose DAG doesn't either.</summary>
    /// <value>LastWriterWins.</value>
    public Consistency Consistency
    {
        get
        {
            if (_section["Consistency"] is not { Length: > 0 } text)
                return Consistency.LastWriterWins;
            return Enum.TryParse<Consistency>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) && level != Consistency.Default
                ? level
                : throw new CloudburstConfigurationException(
                    $"The setting {Section}:Consistency is '{text}' and must be one of LastWriterWins, RepeatableRead, SingleKeyCausal, MultiKeyCausal, Causal, Transactional, Linearizable");
        }
    }

    /// <summary>Where <c>/health</c> and <c>/alive</c> are served over HTTP/1; nowhere when empty.</summary>
    public string? HealthListen => _section["HealthListen"] is { Length: > 0 } address ? address : null;

    /// <summary>Whether <c>POST /admin/kill</c> ends the process at once, for tests of failures.</summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowKill => Flag("AllowKill");

    /// <summary>The machine whose cache is shared.</summary>
    public string NodeId => Required("NodeId");

    /// <summary>The address of the machine's cache.</summary>
    public string Cache => Address("Cache", Required("Cache"));

    /// <summary>The schedulers' addresses.</summary>
    public IReadOnlyList<string> Schedulers => [.. List("Schedulers").Select(address => Address("Schedulers", address))];

    /// <summary>The store's endpoints, <c>host:port</c>.</summary>
    public IReadOnlyList<string> Kvs => [.. List("Kvs").Select(endPoint => EndPoint("Kvs", endPoint))];

    /// <summary>The update feeds' addresses; none when the store has no feed.</summary>
    public IReadOnlyList<string> KvsUpdates => [.. (_section["KvsUpdates"] ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address => Address("KvsUpdates", address))];

    /// <summary>The address that the store listens on.</summary>
    /// <value><c>127.0.0.1</c>.</value>
    public string KvsHost => _section["KvsHost"] is { Length: > 0 } host ? host : "127.0.0.1";

    /// <summary>The port that the store listens on.</summary>
    public int KvsPort => (int)Number("KvsPort", 6400, 1, 65_535);

    /// <summary>Whether a storage node is one of a cluster of them, which a <c>kvs-controller</c> forms and looks after.</summary>
    /// <value><see langword="false"/>.</value>
    public bool KvsCluster => Flag("KvsCluster");

    /// <summary>How many replicas each primary of a cluster of storage nodes has.</summary>
    /// <value>1.</value>
    public int KvsReplicas => (int)Number("KvsReplicas", 1, 0, 5);

    /// <summary>Where the store keeps its data; in memory only when empty.</summary>
    public string? DataFolder => _section["DataFolder"] is { Length: > 0 } folder ? folder : null;

    /// <summary>The store's password.</summary>
    public string? KvsPassword => _section["KvsPassword"] is { Length: > 0 } password ? password : null;

    /// <summary>The user of the store's access control list; <see langword="null"/> for its default user.</summary>
    public string? KvsUser => _section["KvsUser"] is { Length: > 0 } user ? user : null;

    /// <summary>The users of a storage node, as a file; <see langword="null"/> for one user who may do everything.</summary>
    public string? KvsAclFile => _section["KvsAclFile"] is { Length: > 0 } file ? file : null;

    /// <summary>Certificates for connections to the store, or of it; <see langword="null"/> for connections in the clear.</summary>
    public KvsTls? KvsTls
    {
        get
        {
            var (certificate, key, authority) = (_section["KvsCertificateFile"], _section["KvsKeyFile"], _section["KvsCaFile"]);
            return string.IsNullOrEmpty(certificate) && string.IsNullOrEmpty(authority)
                ? null
                : new KvsTls { CertificateFile = NullIfEmpty(certificate), KeyFile = NullIfEmpty(key), CaFile = NullIfEmpty(authority) };

            static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
        }
    }

    /// <summary>The bound of the store's or the cache's memory; <see langword="null"/> for its default.</summary>
    public long? MemoryBytes => _section["MemoryBytes"] is { Length: > 0 } ? Number("MemoryBytes", 0, 1, long.MaxValue) : null;

    /// <summary>The folder in which a cache shares its values with the machine's executors; <c>off</c> to send them; <see langword="null"/> for where it can.</summary>
    public string? SharedMemory => _section["SharedMemory"] is { Length: > 0 } folder ? folder : null;

    /// <summary>The part of <see cref="MemoryBytes"/> that shared values may take; <see langword="null"/> for half.</summary>
    public long? SharedMemoryBytes => _section["SharedMemoryBytes"] is { Length: > 0 } ? Number("SharedMemoryBytes", 0, 1, long.MaxValue) : null;

    /// <summary>Invocations that an executor runs at a time.</summary>
    /// <value>32.</value>
    public int Workers => (int)Number("Workers", 32, 1, 100_000);

    /// <summary>The labels of an executor, such as <c>gpu</c>: functions that ask for one run only where it is.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> Resources => [.. (_section["Resources"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Label)];

    /// <summary>The memory that an executor has for functions, in MB: those that need more are not placed there.</summary>
    /// <value>The limit of the process's container, or else the machine's memory.</value>
    public int FunctionMemoryMB => (int)Number("FunctionMemoryMB", Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, 1, int.MaxValue), 1, int.MaxValue);

    /// <summary>How long a call may take when its caller does not say; an app host under a debugger sets it high.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan CallTimeout => Duration("CallTimeout", TimeSpan.FromSeconds(30));

    /// <summary>
    /// Whether a debugger may stop a process of the system: then no deadline ends a request and no silent peer is given up. An app host under a debugger sets it; a process
    /// to which a debugger is attached behaves so by itself.
    /// </summary>
    /// <value>False.</value>
    public bool Debugging => Flag("Debugging");

    /// <summary>How a scheduler chooses executors.</summary>
    /// <value><see cref="PlacementPolicyKind.Locality"/>.</value>
    public PlacementPolicyKind Placement => Choice("Placement", PlacementPolicyKind.Locality);

    /// <summary>How often a scheduler tries a request at most.</summary>
    /// <value>5.</value>
    public int MaxAttempts => (int)Number("MaxAttempts", 5, 1, 100);

    /// <summary>How long a scheduler lets clients call executors directly before they ask again; zero for never.</summary>
    /// <value>2 seconds.</value>
    public TimeSpan LeaseDuration => Duration("LeaseDuration", TimeSpan.FromSeconds(2), mayBeZero: true);

    /// <summary>Settings that nobody reads, which usually are misspelt.</summary>
    /// <returns>One sentence for each.</returns>
    internal IEnumerable<string> Unknown()
    {
        var known = typeof(RoleSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).ToArray();
        // A section in the section is somebody else's, such as an app host's.
        return _section.GetChildren().Where(child => child.Value is not null && !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"The setting {Section}:{child.Key} is unknown and has no effect{NearestName.Hint(child.Key, known)}");
    }

    private string Required(string key) => _section[key] is { Length: > 0 } value
        ? value
        : throw new CloudburstConfigurationException($"The setting {Section}:{key} is missing for role '{Role}'; set the environment variable {Section}__{key}");

    private string[] List(string key) => Required(key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private bool Flag(string key) => _section[key] is { Length: > 0 } text
        && (bool.TryParse(text, out var flag) ? flag : throw Wrong(key, text, "must be true or false"));

    private long Number(string key, long fallback, long least, long most)
    {
        if (_section[key] is not { Length: > 0 } text)
            return fallback;
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(key, text, $"must be a whole number from {least} to {most}");
    }

    private T Choice<T>(string key, T fallback) where T : struct, Enum
    {
        if (_section[key] is not { Length: > 0 } text)
            return fallback;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(text, NameOf(choice), StringComparison.OrdinalIgnoreCase))
                return choice;
        }
        throw Wrong(key, text, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(NameOf))}");
    }

    /// <summary>EarliestFinishTime is written earliest-finish-time, as on a command line.</summary>
    private static string NameOf<T>(T choice) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    private TimeSpan Duration(string key, TimeSpan fallback, bool mayBeZero = false)
    {
        if (_section[key] is not { Length: > 0 } text)
            return fallback;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && (duration > TimeSpan.Zero || (mayBeZero && duration == TimeSpan.Zero))
            ? duration
            : throw Wrong(key, text, mayBeZero ? "must be a time, like 00:00:02, or 00:00:00 for none" : "must be a time longer than zero, like 00:00:30");
    }

    private static string Address(string key, string text) => GrpcChannels.IsAddress(text)
        ? text
        : throw Wrong(key, text, "must be an address, http://host:port or unix:/path/to/socket");

    private static string Label(string text) => text.All(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')
        ? text
        : throw Wrong("Resources", text, "must be labels of letters, digits, '.', '-' and '_', separated by commas");

    private static string EndPoint(string key, string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? text
            : throw Wrong(key, text, "must be host:port");
    }

    private static CloudburstConfigurationException Wrong(string key, string text, string rule) => new($"The setting {Section}:{key} is '{text}' and {rule}");
}
