namespace Cloudburst.Analyzers;

/// <summary>The ids. Each has a page under docs/diagnostics.</summary>
internal static class DiagnosticIds
{
    public const string AsyncVoid = "CB0001";
    public const string NotReachable = "CB0002";
    public const string NotByValue = "CB0003";
    public const string Generic = "CB0004";
    public const string DuplicateName = "CB0005";
    public const string InvalidName = "CB0006";
    public const string ResultCannotTravel = "CB0008";
    public const string TwoOfOneKind = "CB0009";
    public const string NotPartial = "CB0014";
    public const string Instance = "CB0015";
    public const string TooManyParameters = "CB0016";
    public const string KeyTemplate = "CB0017";
    public const string State = "CB0018";
    public const string Dag = "CB0019";
}
