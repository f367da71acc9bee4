namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>The attributes of MemoryPack as far as rules look at them; the package's own generator has no part in these tests.</summary>
internal static class MemoryPackStandIn
{
    private const string Attributes = """
        namespace MemoryPack
        {
            public enum GenerateType { Object, VersionTolerant, CircularReference, Collection, NoGenerate }
            [System.AttributeUsage(System.AttributeTargets.All)] public sealed class MemoryPackableAttribute(GenerateType type = GenerateType.Object) : System.Attribute { public GenerateType Type => type; }
            [System.AttributeUsage(System.AttributeTargets.All)] public sealed class MemoryPackOrderAttribute(int order) : System.Attribute { public int Order => order; }
            [System.AttributeUsage(System.AttributeTargets.All)] public sealed class MemoryPackIgnoreAttribute : System.Attribute;
            [System.AttributeUsage(System.AttributeTargets.All, AllowMultiple = true)] public sealed class MemoryPackUnionAttribute(ushort tag, System.Type type) : System.Attribute { public ushort Tag => tag; public System.Type Type => type; }
        }
        """;

    public static string[] With(string source) => [source, Attributes];
}
