using Microsoft.Extensions.Configuration;

namespace Cloudburst.Hosting.Tests;

public sealed class RoleSettingsTests
{
    [Theory]
    [InlineData("AllowKill", "maybe", "must be true or false")]
    [InlineData("KvsCluster", "3", "must be true or false")]
    [InlineData("KvsReplicas", "9", "must be a whole number from 0 to 5")]
    [InlineData("Kvs", "foo", "must be host:port")]
    [InlineData("Kvs", "127.0.0.1:0", "must be host:port")]
    [InlineData("Schedulers", "foo", "must be an address, http://host:port or unix:/path/to/socket")]
    [InlineData("KvsUpdates", "127.0.0.1:6401", "must be an address, http://host:port or unix:/path/to/socket")]
    [InlineData("Cache", "unix:", "must be an address, http://host:port or unix:/path/to/socket")]
    [InlineData("KvsPort", "x", "must be a whole number from 1 to 65535")]
    [InlineData("CallTimeout", "-1", "must be a time longer than zero, like 00:00:30")]
    public void Value_that_can_not_be_is_named_with_its_rule(string key, string value, string rule)
    {
        var settings = Settings((key, value));
        var property = typeof(RoleSettings).GetProperty(key)!;

        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(() => property.GetValue(settings)).InnerException;

        Assert.Equal($"The setting Cloudburst:{key} is '{value}' and {rule}", Assert.IsType<CloudburstConfigurationException>(thrown).Message);
    }

    [Fact]
    public void Lists_are_split_and_trimmed()
    {
        var settings = Settings(("Kvs", "a:1, b:2"), ("Schedulers", "http://a:1,unix:/b"));
        Assert.Equal(["a:1", "b:2"], settings.Kvs);
        Assert.Equal(["http://a:1", "unix:/b"], settings.Schedulers);
    }

    [Fact]
    public void Names_that_nobody_reads_are_told_with_the_nearest()
    {
        var unknown = Settings(("Datafoldr", "x"), ("listen", "http://127.0.0.1:1"), ("Kubernetes:Namespace", "shop"), ("Colour", "red")).Unknown();
        Assert.Equal(
            ["The setting Cloudburst:Colour is unknown and has no effect", "The setting Cloudburst:Datafoldr is unknown and has no effect (did you mean 'DataFolder'?)"],
            unknown.Order(StringComparer.Ordinal));
    }

    private static RoleSettings Settings(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Cloudburst:{setting.Key}", setting.Value))).Build());
}
