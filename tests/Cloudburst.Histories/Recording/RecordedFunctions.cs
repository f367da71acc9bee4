namespace Cloudburst.Histories.Recording;

/// <summary>The functions of recorded requests: each takes the request's name, its own place in the script, and the places before it.</summary>
public static partial class RecordedFunctions
{
    [CloudburstFunction("recorded-0")]
    public static async Task<int> Start(string request, int place, CloudburstContext context) => await Recordings.RunAsync(request, place, context);

    [CloudburstFunction("recorded-1")]
    public static async Task<int> AfterOne(string request, int place, int before, CloudburstContext context)
    {
        _ = before;
        return await Recordings.RunAsync(request, place, context);
    }

    [CloudburstFunction("recorded-2")]
    public static async Task<int> AfterTwo(string request, int place, int left, int right, CloudburstContext context)
    {
        _ = (left, right);
        return await Recordings.RunAsync(request, place, context);
    }
}
