namespace Cloudburst.Generators;

/// <summary>The names of the pipelines' steps; tests ask whether they were cached.</summary>
internal static class TrackingNames
{
    public const string Functions = nameof(Functions);
    public const string FunctionTypes = nameof(FunctionTypes);
    public const string Dags = nameof(Dags);
    public const string Facts = nameof(Facts);
    public const string Module = nameof(Module);
    public const string States = nameof(States);
    public const string NamedStates = nameof(NamedStates);

    public static readonly string[] All = [Functions, FunctionTypes, Dags, Facts, Module, States, NamedStates];
}
