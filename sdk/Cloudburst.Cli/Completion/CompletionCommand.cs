using System.CommandLine;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Completion;

/// <summary><c>cloudburst completion bash|zsh|fish|pwsh</c>: the scripts ask the tool itself, by System.CommandLine's suggest directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _cloudburst() {
            local IFS=$'\n'
            COMPREPLY=($(cloudburst "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _cloudburst cloudburst
        """;

    private const string Zsh = """
        _cloudburst() {
            local -a words_found
            words_found=("${(@f)$(cloudburst "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a words_found
        }
        compdef _cloudburst cloudburst
        """;

    private const string Fish = """
        function _cloudburst
            set -l line (commandline -cp)
            cloudburst "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c cloudburst -a '(_cloudburst)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName cloudburst -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            cloudburst "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    private static readonly Argument<string> Shell = CreateShell();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("completion", "Writes the script that makes a shell complete this tool's commands, and the names of functions and DAGs.") { Shell };
        command.Does(terminal, run =>
        {
            var script = run.Get(Shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => PowerShell,
            };
            if (run.Json)
                run.WriteJson(new { Shell = run.Get(Shell), Script = script });
            else
                run.WriteLine(script);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Argument<string> CreateShell()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        return shell;
    }
}
