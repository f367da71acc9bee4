using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>The types that the rules ask about, found once per compilation. Types of a framework that is not referenced are <see langword="null"/> and equal to none.</summary>
internal sealed class KnownSymbols
{
    private static readonly ConditionalWeakTable<Compilation, KnownSymbols> Known = new();

    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _mayHaveFunctions = new(SymbolEqualityComparer.Default);

    private KnownSymbols(Compilation compilation)
    {
        Compilation = compilation;
        FunctionAttribute = compilation.GetTypeByMetadataName(SdkNames.FunctionAttribute);
        if (FunctionAttribute is null)
            return;
        Context = Sdk("CloudburstContext");
        StateStore = Sdk("IStateStore");
        Client = Sdk("ICloudburstClient");
        Calls = Sdk("CloudburstCalls");
        Counter = Sdk("Counter");
        Register = Sdk("Register`1");
        SetOf = Sdk("SetOf`1");
        Maximum = Sdk("Maximum");
        Flag = Sdk("Flag");
        Ref = Sdk("Ref`1");
        RefFactory = Sdk("Ref");
        InvocationId = Sdk("InvocationId");
        CallOptions = Sdk("CallOptions");
        Future = Sdk("CloudburstFuture`1");
        Dag = Sdk("Dag");
        DagBuilder = Sdk("DagBuilder");
        Request = Sdk("CloudburstRequest`1");

        Task = Framework("System.Threading.Tasks.Task");
        TaskOf = Framework("System.Threading.Tasks.Task`1");
        ValueTask = Framework("System.Threading.Tasks.ValueTask");
        ValueTaskOf = Framework("System.Threading.Tasks.ValueTask`1");
        TaskFactory = Framework("System.Threading.Tasks.TaskFactory");
        CancellationToken = Framework("System.Threading.CancellationToken");
        Thread = Framework("System.Threading.Thread");
        ThreadPool = Framework("System.Threading.ThreadPool");
        Timers = ImmutableArray.Create(
            Framework("System.Threading.Timer"), Framework("System.Timers.Timer"));
        Monitor = Framework("System.Threading.Monitor");
        SemaphoreSlim = Framework("System.Threading.SemaphoreSlim");
        Guid = Framework("System.Guid");
        DateTime = Framework("System.DateTime");
        DateTimeOffset = Framework("System.DateTimeOffset");
        TimeSpan = Framework("System.TimeSpan");
        TimeProvider = Framework("System.TimeProvider");
        Stopwatch = Framework("System.Diagnostics.Stopwatch");
        Environment = Framework("System.Environment");
        Random = Framework("System.Random");
        HashCode = Framework("System.HashCode");
        HttpClient = Framework("System.Net.Http.HttpClient");
        DbCommand = Framework("System.Data.Common.DbCommand");
        SmtpClient = Framework("System.Net.Mail.SmtpClient");
        Exception = Framework("System.Exception");
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol? FunctionAttribute { get; }

    public INamedTypeSymbol? Context { get; }

    public INamedTypeSymbol? StateStore { get; }

    public INamedTypeSymbol? Client { get; }

    public INamedTypeSymbol? Calls { get; }

    public INamedTypeSymbol? Counter { get; }

    public INamedTypeSymbol? Register { get; }

    public INamedTypeSymbol? SetOf { get; }

    public INamedTypeSymbol? Maximum { get; }

    public INamedTypeSymbol? Flag { get; }

    public INamedTypeSymbol? Ref { get; }

    public INamedTypeSymbol? RefFactory { get; }

    public INamedTypeSymbol? InvocationId { get; }

    public INamedTypeSymbol? CallOptions { get; }

    public INamedTypeSymbol? Future { get; }

    public INamedTypeSymbol? Dag { get; }

    public INamedTypeSymbol? DagBuilder { get; }

    public INamedTypeSymbol? Request { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOf { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOf { get; }

    public INamedTypeSymbol? TaskFactory { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? Thread { get; }

    public INamedTypeSymbol? ThreadPool { get; }

    public ImmutableArray<INamedTypeSymbol?> Timers { get; } = ImmutableArray<INamedTypeSymbol?>.Empty;

    public INamedTypeSymbol? Monitor { get; }

    public INamedTypeSymbol? SemaphoreSlim { get; }

    public INamedTypeSymbol? Guid { get; }

    public INamedTypeSymbol? DateTime { get; }

    public INamedTypeSymbol? DateTimeOffset { get; }

    public INamedTypeSymbol? TimeSpan { get; }

    public INamedTypeSymbol? TimeProvider { get; }

    public INamedTypeSymbol? Stopwatch { get; }

    public INamedTypeSymbol? Environment { get; }

    public INamedTypeSymbol? Random { get; }

    public INamedTypeSymbol? HashCode { get; }

    public INamedTypeSymbol? HttpClient { get; }

    public INamedTypeSymbol? DbCommand { get; }

    public INamedTypeSymbol? SmtpClient { get; }

    public INamedTypeSymbol? Exception { get; }

    /// <summary>The types of a compilation, or <see langword="null"/> when it does not reference the SDK and there is nothing to look for.</summary>
    public static KnownSymbols? Of(Compilation compilation)
    {
        var known = Known.GetValue(compilation, static compilation => new KnownSymbols(compilation));
        return known.FunctionAttribute is null ? null : known;
    }

    /// <summary>Whether a method is marked as a function.</summary>
    public bool IsFunction(ISymbol? symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, ContainingAssembly: { } assembly } method
        && _mayHaveFunctions.GetOrAdd(assembly, MayHaveFunctions)
        && method.GetAttributes().Any(attribute => attribute.AttributeClass.Is(FunctionAttribute));

    /// <summary>Whether a type is one of the SDK's state handles.</summary>
    public bool IsHandle(ITypeSymbol? type) =>
        type.Is(Counter) || type.Is(Register) || type.Is(SetOf) || type.Is(Maximum) || type.Is(Flag);

    /// <summary>Whether a type is a task of any kind.</summary>
    public bool IsTask(ITypeSymbol? type) => type.Is(Task) || type.Is(TaskOf) || type.Is(ValueTask) || type.Is(ValueTaskOf);

    /// <summary>Whether a type is a class that the state generator completes.</summary>
    public static bool IsStateClass(ITypeSymbol? type) => type is INamedTypeSymbol && type.OriginalDefinition.SdkAttribute("CloudburstStateAttribute") is not null;

    /// <summary>Whether a type is a generated client: a struct over <c>ICloudburstClient</c> that the generator wrote.</summary>
    public bool IsGeneratedClient(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Struct } client
        && client.Name.EndsWith("Client", System.StringComparison.Ordinal)
        && client.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 1 && constructor.Parameters[0].Type.Is(Client));

    // Nothing in the framework is a function, and its methods are called most; to read their attributes is dear.
    private bool MayHaveFunctions(IAssemblySymbol assembly) => SymbolEqualityComparer.Default.Equals(assembly, Compilation.Assembly)
        || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == FunctionAttribute!.ContainingAssembly.Identity.Name));

    // Where they are is known, and a search through all references, of which there are some two hundred, reads the names of all their types.
    private INamedTypeSymbol? Sdk(string name) => FunctionAttribute!.ContainingAssembly.GetTypeByMetadataName($"{SdkNames.Namespace}.{name}");

    private INamedTypeSymbol? Framework(string name) =>
        Compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly.GetTypeByMetadataName(name) ?? Compilation.GetTypeByMetadataName(name);
}
