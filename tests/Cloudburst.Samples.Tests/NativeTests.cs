using System.Reflection;
using System.Runtime.InteropServices;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Samples.Tests;

/// <summary>The whole system, compiled ahead of time.</summary>
public sealed class NativeTests : IDisposable
{
    // A minute or two of compiling; the rest is for a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);
    private static readonly string[] Story =
    [
        "A parcel of 1.5 kg",
        "Its label: Ada, 1.5 kg",
        "100 parcels sent at once; 100 were counted, to 10 customers; the last for 68.80",
        "Tracked: stop 3",
    ];

    private static readonly string Configuration = typeof(NativeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Configuration").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("cb-native-").FullName;

    /// <summary>A project that is to be published that way has neither reflection over JSON nor code made at run time in its build either: what is missing shows while one develops.</summary>
    [Fact]
    public async Task Native_tells_its_story_without_reflection()
    {
        // What the build has left is run as it is: a publication takes the program that 'dotnet run' starts away, and leaves the assembly.
        var native = await new CommandLine(SourceTree.Root).RunAsync(
            Patience, "dotnet", Path.Combine("artifacts", "bin", "Native", Configuration.ToLowerInvariant(), "Native.dll"));

        AssertTold(native);
    }

    /// <summary>Published as its first lines say. Any warning of the compiler about this repository's code is an error.</summary>
    [SkippableFact]
    public async Task Native_published_ahead_of_time_is_one_program_that_tells_its_story()
    {
        // Symbols are three quarters of the output, and copied.
        var published = await new CommandLine(SourceTree.Root).RunAsync(
            Patience, "dotnet", "publish", "samples/Native", "--output", _folder, "--configuration", Configuration, "-p:CopyOutputSymbolsToPublishDirectory=false");
        Skip.If(
            published.Output.Contains("Platform linker", StringComparison.Ordinal),
            "No linker is here: native compilation needs clang or gcc (https://aka.ms/nativeaot-prerequisites)");
        published.Succeeded();
        Assert.DoesNotContain("warning IL", published.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "Cloudburst*.dll"));

        var program = Path.Combine(_folder, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "Native.exe" : "Native");
        // No runtime is where it could be found, and none is needed.
        AssertTold(await new CommandLine(_folder, new Dictionary<string, string> { ["DOTNET_ROOT"] = _folder }).RunAsync(Patience, program));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertTold(Finished program)
    {
        program.Succeeded();
        foreach (var line in Story)
            program.Wrote(line);
    }
}
