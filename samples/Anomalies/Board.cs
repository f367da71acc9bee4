using Cloudburst;

namespace Anomalies;

/// <summary>Ann posts, Bob answers the post, and a third machine shows both.</summary>
public static partial class Board
{
    private const int Posts = 300;

    [CloudburstFunction]
    public static async Task Post(string page, int number, CloudburstContext context) => await context.PutAsync($"post/{page}", number);

    /// <summary>Answers the post that it reads.</summary>
    [CloudburstFunction]
    public static async Task Answer(string page, CloudburstContext context) => await context.PutAsync($"answer/{page}", await context.GetAsync<int>($"post/{page}"));

    /// <summary>Reads the answer, then the post.</summary>
    /// <returns>Whether the post is there that was answered, or a later one.</returns>
    [CloudburstFunction]
    public static async Task<bool> Show(string page, CloudburstContext context)
    {
        var answered = await context.GetAsync<int>($"answer/{page}");
        return await context.GetAsync<int>($"post/{page}") >= answered;
    }

    public static async Task RunAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine("3. Ann posts, Bob answers, and other machines show the page meanwhile.");
        foreach (var level in new[] { Consistency.LastWriterWins, Consistency.Causal })
        {
            var page = level.ToString();
            var options = new CallOptions { Consistency = level };
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var readers = Enumerable.Range(0, 4).Select(_ => ReadAsync(cloud, page, options, closing.Token)).ToArray();
            for (var i = 1; i <= Posts; i++)
            {
                await cloud.Board.PostAsync(page, i, options, cancellationToken);
                await cloud.Board.AnswerAsync(page, options, cancellationToken);
            }
            await closing.CancelAsync();
            var seen = await Task.WhenAll(readers);
            Console.WriteLine($"   {level,-16} {seen.Sum(static count => count.Wrong)} of {seen.Sum(static count => count.All)} readers saw an answer without its post");
        }
    }

    private static async Task<(int Wrong, int All)> ReadAsync(ICloudburstClient cloud, string page, CallOptions options, CancellationToken closing)
    {
        var (wrong, all) = (0, 0);
        while (!closing.IsCancellationRequested)
        {
            if (!await cloud.Board.ShowAsync(page, options, CancellationToken.None))
                wrong++;
            all++;
        }
        return (wrong, all);
    }
}
