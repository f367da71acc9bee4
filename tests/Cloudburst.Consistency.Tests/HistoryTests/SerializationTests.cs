using Cloudburst.Histories;
using CsCheck;

namespace Cloudburst.Tests.Consistency.HistoryTests;

public class SerializationTests
{
    private const string Everything = """
        s1 @Causal f: w(x=x1)[0,1] r(x=x1 z=-)[2,3]
        s2#2 @Transactional !Failed f: cas(x:x1>x3)[4,5] cas!(x:->x4)[6,7] | g<f: cas?(x:x1>x5)[8,] w?(y=y2)[9,] | h<f,g: add(n+3)[10,11] add(n-1)[12,13] r(x=x1,x3)[14,15]
        s3 !Unknown f: 
        installed x: x1 x3
        final x=x3
        final y=-
        count n=3
        """;

    [Fact]
    public void Notation_reads_what_it_writes()
    {
        var text = Notation.Parse(Everything).ToString();
        Assert.Equal(Everything.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void Json_lines_keep_everything()
    {
        var history = Notation.Parse(Everything);
        var file = new StringWriter();
        JsonLines.Write(history, file);
        Assert.Equal(4, file.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(history.ToString(), JsonLines.Read(new StringReader(file.ToString())).ToString());
    }

    [Fact]
    public void Json_lines_keep_any_history() => RandomHistories.Anything.Sample(history =>
    {
        var file = new StringWriter();
        JsonLines.Write(history, file);
        return JsonLines.Read(new StringReader(file.ToString())).ToString() == history.ToString();
    }, iter: 100);

    [Fact]
    public void File_that_was_cut_off_is_refused()
    {
        var file = new StringWriter();
        JsonLines.Write(Notation.Parse(Everything), file);
        var text = file.ToString();
        var lines = text.Split('\n');
        Assert.Contains("cut off", Refused(string.Join('\n', lines[..3])), StringComparison.Ordinal);
        Assert.Contains("Line 1", Refused(lines[0][..^5]), StringComparison.Ordinal);
        Assert.Contains("Line 5", Refused(text + lines[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s1  f: w(x=x1) hello", "no operation")]
    [InlineData("s1  f: w(x)", "'x' does not read as part of 'w(x)'")]
    [InlineData("s1", "does not read as a session")]
    [InlineData("s1  f: w(x=x1)\ns2  f: w(y=x1)", "written twice, by s1.f w(x=x1) and by s2.f w(y=x1)")]
    [InlineData("s1  f<g: w(x=x1)", "'f' comes after 'g', which was not recorded")]
    [InlineData("s1  f<g: | g<f:", "'s1' is no DAG")]
    [InlineData("s1  f: | f:", "two invocations named 'f'")]
    [InlineData("s1  f: w(x=x1)\ninstalled x: x1 x1", "a version of 'x' twice")]
    [InlineData("s1  f: w(x=x1)\ninstalled x: x1 x2", "'x2' for 'x', but no write")]
    public void Wrong_recordings_are_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => Notation.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Recorder_writes_down_what_it_is_told()
    {
        var recorder = new HistoryRecorder();
        var session = recorder.Begin("s1", Level.Causal, attempt: 2);
        var f = session.Invocation("f", cache: "cache1");
        var version = recorder.NewVersion("x");
        f.Write(0, 1, "x", version);
        recorder.Installed("x", version);
        var g = session.Invocation("g", cache: "cache2", after: "f");
        g.Read(2, 3, ("x", [version]), ("y", []));
        g.CompareAndSet(4, null, "y", null, recorder.NewVersion("y"), null);
        g.Add(5, 6, "n", 2);
        session.Outcome = Outcome.Committed;
        recorder.Final("x", version);
        recorder.Counter("n", 2);
        Assert.Equal("""
            s1#2 @Causal f: w(x=x.1)[0,1] | g<f: r(x=x.1 y=-)[2,3] cas?(y:->y.2)[4,] add(n+2)[5,6]
            installed x: x.1
            final x=x.1
            count n=2
            """.ReplaceLineEndings("\n"), recorder.Build().ToString());
        Assert.Equal("cache2", recorder.Build().Sessions[0].Invocations[1].Cache);
    }

    private static string Refused(string file) => Assert.Throws<FormatException>(() => JsonLines.Read(new StringReader(file))).Message;
}
