using System.Security.Cryptography;
using System.Text;
using Garnet.server.Auth.Settings;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Who may do what on this node, and as whom the node's own sessions come: as the only user when there is a password or nothing, else as one that
/// is added to the operator's list, with a password that nobody else knows.
/// </summary>
internal sealed class AccessList
{
    private const string OwnUser = "cloudburst-node";
    private const string File = "cloudburst-kvs.acl";

    private AccessList(IAuthenticationSettings? settings, string? user, string? password)
    {
        Settings = settings;
        User = user;
        Password = password;
    }

    public IAuthenticationSettings? Settings { get; }

    public string? User { get; }

    public string? Password { get; }

    /// <exception cref="KvsException">The list can't be read.</exception>
    public static AccessList Create(KvsServerOptions options, string folder)
    {
        if (options.AclFile is null)
            return new AccessList(options.Password is null ? null : new PasswordAuthenticationSettings(options.Password), user: null, options.Password);

        // The nodes of a cluster come to each other as this user, too, so there they must all have the same password for it.
        var password = Convert.ToHexStringLower(options.Cluster
            ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Password!), Encoding.UTF8.GetBytes(OwnUser))
            : RandomNumberGenerator.GetBytes(32));
        var path = Path.Combine(folder, File);
        try
        {
            var rules = System.IO.File.ReadAllLines(options.AclFile).Where(line => !string.IsNullOrWhiteSpace(line) && !line.TrimStart().StartsWith('#'));
            System.IO.File.Delete(path);
            var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(path, creation);
            foreach (var rule in rules)
                file.WriteLine(rule);
            file.WriteLine($"user {OwnUser} on >{password} +@all");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KvsException(
                KvsError.UnsafeSettings, $"The access control list '{options.AclFile}' can't be used ({e.Message}); correct AclFile, or leave it out.", e);
        }

        return new AccessList(new AclAuthenticationPasswordSettings(path, options.Password ?? ""), OwnUser, password);
    }
}
