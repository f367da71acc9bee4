using Cloudburst.Cli.Doctor;
using Cloudburst.Cli.Status;

namespace Cloudburst.Cli.Tests;

public sealed class DoctorTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudburst-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Doctor_of_a_system_that_is_well_ends_with_0()
    {
        var examined = await shop.ToolIn(_folder.FullName).RunAsync("doctor", "--json", "--connect", "http://127.0.0.1:7000");
        examined.Succeeded();
        Assert.True(examined.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(
            [".NET SDK ok", "program skipped", "packages skipped", "settings ok", "certificate skipped", "scheduler http://127.0.0.1:7000 ok", "executors ok", "store ok", "versions ok"],
            examined.Json.GetProperty("checks").EnumerateArray().Select(check => $"{check.GetProperty("name").GetString()} {check.GetProperty("state").GetString()}"));
    }

    [Fact]
    public async Task Doctor_that_finds_nobody_where_somebody_was_named_says_the_fix()
    {
        var examined = await new Tool(Tool.Nobody) { Folder = _folder.FullName }.RunAsync("doctor", "--connect", "http://127.0.0.1:1");
        Assert.Equal(1, examined.ExitCode);
        Assert.Matches(@"(?m)^scheduler http://127\.0\.0\.1:1 +failed +No scheduler could be reached", examined.Output);
        Assert.EndsWith("\nscheduler http://127.0.0.1:1: start it, or correct --connect.", examined.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sdks_that_are_missing_or_too_old_are_failures()
    {
        Assert.Equal(CheckState.Ok, SdkCheck.Judge(0, "10.0.100", "").State);
        Assert.Equal("9.0.300, and Cloudburst needs 10.0 or later", SdkCheck.Judge(0, "9.0.300", "").Finding);
        var refused = SdkCheck.Judge(155, "", "The command could not be loaded, possibly because:\n  * ...");
        Assert.Equal((CheckState.Failed, "The command could not be loaded, possibly because:"), (refused.State, refused.Finding));
    }

    [Fact]
    public void Packages_of_two_versions_are_a_failure_that_names_them()
    {
        Write("Shop.Functions/Shop.Functions.csproj", """<Project><ItemGroup><PackageReference Include="Cloudburst" Version="0.1.0" /></ItemGroup></Project>""");
        Assert.Equal((CheckState.Ok, "0.1.0 everywhere"), (PackageCheck.Run(_folder.FullName).State, PackageCheck.Run(_folder.FullName).Finding));

        Write("Shop.Tests/Shop.Tests.csproj", """<Project><ItemGroup><PackageReference Include="Cloudburst.Testing" Version="0.2.0" /></ItemGroup></Project>""");
        var mixed = PackageCheck.Run(_folder.FullName);
        Assert.Equal(CheckState.Failed, mixed.State);
        Assert.Equal(
            $"versions are mixed: 0.1.0 of Cloudburst in {Path.Combine("Shop.Functions", "Shop.Functions.csproj")}; 0.2.0 of Cloudburst.Testing in {Path.Combine("Shop.Tests", "Shop.Tests.csproj")}",
            mixed.Finding);
    }

    [Fact]
    public void Packages_are_found_in_central_versions_and_in_single_files()
    {
        Write("Directory.Packages.props", """<Project><ItemGroup><PackageVersion Include="Cloudburst" Version="0.1.0" /></ItemGroup></Project>""");
        Write("app.cs", "#:package Cloudburst@0.2.0\n");
        Assert.Equal("versions are mixed: 0.1.0 of Cloudburst in Directory.Packages.props; 0.2.0 of Cloudburst in app.cs", PackageCheck.Run(_folder.FullName).Finding);
    }

    [Fact]
    public void Version_that_is_a_property_is_resolved()
    {
        Write("Directory.Packages.props", """
            <Project>
              <PropertyGroup><CloudburstVersion>0.3.0</CloudburstVersion></PropertyGroup>
              <ItemGroup><PackageVersion Include="Cloudburst" Version="$(CloudburstVersion)" /></ItemGroup>
            </Project>
            """);
        Assert.Equal("0.3.0 everywhere", PackageCheck.Run(_folder.FullName).Finding);
    }

    [Fact]
    public void Certificate_that_is_not_trusted_is_a_warning_with_two_ways_out()
    {
        Assert.Equal(CheckState.Ok, CertificateCheck.Judge(0).State);
        Assert.Equal((CheckState.Warning, "no developer certificate is trusted"), (CertificateCheck.Judge(6).State, CertificateCheck.Judge(6).Finding));
    }

    [Fact]
    public void A_project_that_is_no_XML_is_told()
    {
        Write("Broken.csproj", "<Project>");
        Assert.StartsWith("Broken.csproj is no XML: ", PackageCheck.Run(_folder.FullName).Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cloudburst__Schedulers", "localhost:7000", "Cloudburst__Schedulers names 'localhost:7000', which is no address")]
    [InlineData("Cloudburst__Role", "kvs", "Cloudburst__Role is 'kvs', which no program with functions can be")]
    public void Settings_that_can_not_work_are_failures(string name, string value, string finding)
    {
        var terminal = new Terminal { Out = null!, Error = null!, Variable = asked => asked == name ? value : null };
        var check = SettingsCheck.Run([name], terminal);
        Assert.Equal((CheckState.Failed, finding), (check.State, check.Finding));
    }

    [Fact]
    public void A_system_with_faults_is_told_each_with_its_fix()
    {
        var status = new CloudburstStatus(
            new("scheduler-0", "0.2.0", DateTimeOffset.UnixEpoch, 0),
            [new("executor-0", "node-0", "http://127.0.0.1:7100", "0.1.0", 32, 3, 0, 0, 0, IsDraining: false, HasCache: false)],
            [],
            new(false, "The store does not answer", TimeSpan.Zero));
        var checks = ClusterChecks.Judge([new SchedulerView("http://127.0.0.1:7000", status, null)], "--connect", "0.1.0").ToDictionary(check => check.Name);
        Assert.Equal(CheckState.Failed, checks["caches"].State);
        Assert.Equal("executor-0 can't reach the cache", checks["caches"].Finding);
        Assert.Equal((CheckState.Failed, "The store does not answer"), (checks["store"].State, checks["store"].Finding));
        Assert.Equal((CheckState.Warning, "mixed: 0.1.0 in this tool, executor-0; 0.2.0 in scheduler-0"), (checks["versions"].State, checks["versions"].Finding));
    }

    private void Write(string file, string content)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
