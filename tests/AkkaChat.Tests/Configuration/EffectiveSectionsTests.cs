using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

/// <summary>A root section that has no effect is refused, or is a warning if code could name it.</summary>
public sealed class EffectiveSectionsTests : IDisposable
{
    private const int Links = 100_000;

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("akkchat { listen.port = 4000 }", "akkchat", 1, "did you mean akkachat?")]
    [InlineData("AkkaChat.listen.port = 4000", "AkkaChat", 1, "did you mean akkachat?")]
    [InlineData("aka.loglevel = INFO", "aka", 1, "did you mean akka?")]
    [InlineData("listen { port = 4000 }", "listen", 1, "did you mean akkachat.listen?")]
    [InlineData("limits.rate.lines-per-second = 1", "limits", 1, "did you mean akkachat.limits?")]
    [InlineData("server-nam = x", "server-nam", 1, "did you mean akkachat.server-name?")]
    [InlineData("loglevel = INFO", "loglevel", 1, "did you mean akka.loglevel?")]
    [InlineData("  scheduler { tick-duration = 1ms }", "scheduler", 3, "did you mean akka.scheduler?")]
    [InlineData("\"akkachat.listen.port\" = 4000", "\"akkachat.listen.port\"", 1, "did you mean akkachat.listen.port, without quotes?")]
    [InlineData("{ \"akka.loglevel\": \"INFO\" }", "\"akka.loglevel\"", 3, "did you mean akka.loglevel, without quotes?")]
    [InlineData("\"listen.port\" = 4000", "\"listen.port\"", 1, "did you mean akkachat.listen.port?")]
    [InlineData("my-port = 4000", "my-port", 1, "no substitution and no value below akka refers to it")]
    [InlineData("port = 4000", "port", 1, "did you mean akkachat.listen.port?")]
    [InlineData("Lines-per-second = 4", "Lines-per-second", 1, "did you mean akkachat.limits.rate.lines-per-second?")]
    [InlineData("akkchat = null", "akkchat", 1, "did you mean akkachat?")]
    [InlineData("lisen = ${?NOPE}", "lisen", 1, "did you mean akkachat.listen?")]
    [InlineData("  listen = ${akkachat.listen}", "listen", 3, "did you mean akkachat.listen?")]
    [InlineData("mine = ${akkachat.listen.port}", "mine", 1, "no substitution and no value below akka refers to it")]
    [InlineData("empty {}", "empty", 1, "no substitution and no value below akka refers to it")]
    public void A_section_without_effect_is_refused_with_what_was_meant(string text, string key, int column, string meant) =>
        Assert.Equal([$"{key} (FILE, line 1, column {column}) has no effect: {meant}"], ProblemsOf(text));

    [Theory]
    [InlineData("{\"akkachat\": {\"listen.port\": 4000}}", "akkachat.\"listen.port\" (FILE, line 1, column 15) is not a known key; did you mean akkachat.listen.port?")]
    [InlineData("akkachat { \"listen\".\"port\" = 4000 }", null)]
    [InlineData("akkachat.limits.\"rate.lines-per-second\" = 1", "akkachat.limits.\"rate.lines-per-second\" (FILE, line 1, column 1) is not a known key; did you mean akkachat.limits.rate.lines-per-second?")]
    public void A_key_with_dots_is_not_a_path(string text, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], ProblemsOf(text));

    [Theory]
    [InlineData("my { port = 4000 }\nakkachat.listen.port = ${my.port}")]
    [InlineData("my { port = 4000 }\nakkachat.listen { port = ${my.port}, port = 5000 }")]
    [InlineData("a = ${b}\nb = 7\nakkachat.listen { backlog = ${?a} }")]
    [InlineData("my.tcp { max-channels = 5 }\nakka.io.tcp = ${my.tcp} { trace-logging = off }")]
    [InlineData("mine { type = Dispatcher }\nakka.actor.deployment./x.dispatcher = mine")]
    [InlineData("\"my.disp\".x { type = Dispatcher }\nakka.actor.deployment./x.dispatcher = \"\\\"my.disp\\\".x\"")]
    [InlineData("mine.boxes.big { mailbox-type = x }\nakka.actor.deployment./x { list = [{ mailbox = mine.boxes.big }] }")]
    [InlineData("mine { type = Dispatcher, throughput = ${other} }\nother = 7\nakka.loggers-dispatcher = mine")]
    [InlineData("mine { x = 1 }\nmine = null")]
    public void A_section_that_is_referred_to_has_an_effect(string text) => Assert.Empty(ProblemsOf(text));

    [Theory]
    [InlineData("my { port = 1, other = ${my.port} }", "my")]
    [InlineData("a = ${b}\nb { c = ${?a.d}, d = 1 }", "a", "b")]
    [InlineData("mine.one { type = Dispatcher }\nakka.actor.deployment./x.dispatcher = mine.two", "mine")]
    [InlineData("mine { type = tcp }", "mine")]
    [InlineData("executor = x", "executor")]
    [InlineData("low { port = 1 }\noff.x = 1\nDispatcher { port = 3 }", "low", "off", "Dispatcher")]
    [InlineData("x = { y = ${mine.throughput} }\nmine { throughput = 5 }", "x")]
    public void A_section_that_nothing_in_effect_refers_to_is_refused(string text, params string[] keys) =>
        Assert.Equal(keys, ProblemsOf(text).Select(problem => problem.Split(' ')[0]));

    [Theory]
    [InlineData("mine { type = PinnedDispatcher }")]
    [InlineData("mine { type = \"My.DispatcherConfigurator, My\" }")]
    [InlineData("mine { executor = channel-executor }")]
    [InlineData("mine { throughput = ${other} }\nother = 7")]
    [InlineData("mine { mailbox-type = \"My.Mailbox, My\" }")]
    public void A_dispatcher_or_mailbox_that_nothing_names_is_a_warning(string text) =>
        Assert.Equal(["mine (FILE, line 1, column 1) is not used: no value below akka names it"], WarningsOf(text));

    [Theory]
    [InlineData("mine { type = Dispatcher }\nakka.actor.deployment./x.dispatcher = mine")]
    [InlineData("mine { type = Dispatcher }\nakka.actor.x = ${mine}")]
    public void A_dispatcher_that_is_referred_to_is_no_warning(string text) => Assert.Empty(WarningsOf(text));

    [Theory]
    [InlineData("akkachat.listen.port = ${v0}", 0)]
    [InlineData("", Links + 1)]
    public void A_chain_of_substitutions_may_be_long(string text, int problems)
    {
        var links = Enumerable.Range(0, Links).Select(i => $"v{i} = ${{v{i + 1}}}\n");

        Assert.Equal(problems, ProblemsOf($"{string.Concat(links)}v{Links} = 4000\n{text}").Count());
    }

    [Fact]
    public void A_section_may_be_used_in_another_file_only()
    {
        var first = _files.Write("my.port = 7");
        var second = _files.Write("akkachat.listen.port = ${my.port}");

        Assert.Equal(7, ConfigurationLoader.Load([first, second], [], _ => null).Settings.Listen.Port);
        Assert.Equal(7, ConfigurationLoader.Load([second, first], [], _ => null).Settings.Listen.Port);
        Assert.Equal(8, ConfigurationLoader.Load([first, second], [new("listen.port", "8", "--set")], _ => null).Settings.Listen.Port);
    }

    [Fact]
    public void All_problems_are_reported_together() =>
        Assert.Equal(
            [
                "akkachat.listen.port = x (FILE, line 1, column 1) must be a whole number from 0 to 65535",
                "akkachat.listn (FILE, line 2, column 1) is not a known key; did you mean akkachat.listen?",
                "akkchat (FILE, line 3, column 1) has no effect: did you mean akkachat?",
                "akka.io.tcp.maximum-frame-size = 0 (FILE, line 4, column 1) must be a size from 1 byte to 1 GiB",
            ],
            ProblemsOf("akkachat.listen.port = x\nakkachat.listn = 1\nakkchat.a = 1\nakka.io.tcp.maximum-frame-size = 0"));

    [Fact]
    public void A_file_that_cannot_be_read_does_not_make_the_sections_of_others_useless() =>
        Assert.Equal(["FILE, line 1, column 2: '{' is never closed: '}' is missing"], ProblemsOf("x{", _files.Write("my.port = 7")));

    private IEnumerable<string> WarningsOf(string text)
    {
        var file = _files.Write(text);
        return ConfigurationLoader.Load([file], [], _ => null).Warnings.Select(warning => warning.Replace(file, "FILE", StringComparison.Ordinal));
    }

    private IEnumerable<string> ProblemsOf(string text, params string[] others)
    {
        var file = _files.Write(text);
        try
        {
            ConfigurationLoader.Load([file, .. others], [], _ => null);
            return [];
        }
        catch (ConfigurationException exception)
        {
            return exception.Problems.Select(problem => problem.Replace(file, "FILE", StringComparison.Ordinal));
        }
    }
}
