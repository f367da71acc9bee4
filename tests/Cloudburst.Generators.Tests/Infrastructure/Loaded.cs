using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>A generated assembly that runs.</summary>
internal sealed class Loaded
{
    private Loaded(Assembly assembly, byte[] image)
    {
        Assembly = assembly;
        Image = image;
    }

    public Assembly Assembly { get; }

    /// <summary>The assembly's bytes, for another compilation to reference.</summary>
    public byte[] Image { get; }

    /// <summary>What the assembly's attribute names.</summary>
    public FunctionModule Module => (FunctionModule)Activator.CreateInstance(Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;

    public static Loaded From(Compilation compilation) => From(compilation, AssemblyLoadContext.Default);

    public static Loaded From(Compilation compilation, AssemblyLoadContext context)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        var image = stream.ToArray();
        return new Loaded(context.LoadFromStream(new MemoryStream(image)), image);
    }

    public FunctionDescriptor Function(string name) => Module.Functions.Single(function => function.Name == name);

    /// <summary>Creates an object of a type of the assembly.</summary>
    public object New(string type, params object?[] arguments) => Activator.CreateInstance(Assembly.GetType(type, throwOnError: true)!, arguments)!;
}
