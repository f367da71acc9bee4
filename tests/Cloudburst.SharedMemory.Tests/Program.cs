using System.Diagnostics.CodeAnalysis;
using Cloudburst.SharedMemory.Mapping;

namespace Cloudburst.SharedMemory.Tests;

/// <summary>
/// The tests' own executor in a process of its own: reads the keys that it is told on its input, says what it has seen on its output, and holds everything until it
/// is killed. It also looks again at all that it holds, and dies with an error when any of it has changed.
/// </summary>
[SuppressMessage("Design", "CA1052", Justification = "The entry point's class; the test runner brings its own otherwise.")]
internal sealed class Program
{
    public static int Main(string[] args)
    {
        var reader = SharedMemoryReader.Open(args[0], args[1], TimeProvider.System);
        var held = new List<(SharedView View, byte First)>();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } key)
        {
            if (!reader.TryRead(key, out var view))
            {
                Console.WriteLine("none");
                continue;
            }
            held.Add((view, view.Memory.Span[0]));
            if (held.Exists(one => one.View.Memory.Span.IndexOfAnyExcept(one.First) >= 0))
            {
                Console.WriteLine("changed");
                return 1;
            }
            Console.WriteLine(view.Memory.Span[0]);
        }
        return 0;
    }
}
