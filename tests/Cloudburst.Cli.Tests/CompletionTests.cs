namespace Cloudburst.Cli.Tests;

public sealed class CompletionTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Theory]
    [InlineData("cloudburst sta", "state\nstatus")]
    [InlineData("cloudburst call Shop.M", "Shop.Mean\nShop.Mirror")]
    [InlineData("cloudburst call squ", "square-of-sum")]
    [InlineData("cloudburst dag show ", "square-of-sum")]
    [InlineData("cloudburst call Shop.Add --level ca", "causal")]
    public async Task A_line_is_completed_by_commands_and_by_what_runs(string line, string completions)
    {
        var suggested = await shop.Tool.RunAsync($"[suggest:{line.Length}]", line);
        Assert.Equal(0, suggested.ExitCode);
        Assert.Contains(completions, suggested.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_without_a_system_still_knows_the_commands()
    {
        var tool = new Tool(Tool.Nobody);
        Assert.Contains("doctor", (await tool.RunAsync("[suggest:14]", "cloudburst doc")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Shop.", (await tool.RunAsync("[suggest:16]", "cloudburst call ")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _cloudburst cloudburst")]
    [InlineData("zsh", "compdef _cloudburst cloudburst")]
    [InlineData("fish", "complete -c cloudburst")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName cloudburst")]
    public async Task Completion_writes_the_script_of_a_shell(string shell, string line) =>
        Assert.Contains(line, (await shop.Tool.RunAsync("completion", shell)).Succeeded().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_of_another_shell_is_refused() =>
        Assert.Equal(2, (await shop.Tool.RunAsync("completion", "cmd")).ExitCode);
}
