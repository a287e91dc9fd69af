using System.Text;
using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

public sealed class ConfigurationProblemsTests : IDisposable
{
    private const string Ports = "a whole number from 0 to 65535";
    private const string Sizes = "a size such as 512 or 64 KiB, from 1 to 16777216 bytes";
    private const string Durations = "a time with its unit, such as 500ms or 10s, from 100ms to 1h";
    private const string Names = "a name of at most 64 characters, without ':', control and invisible characters";
    private const string Name65 = "a_name_of_65_characters__________________________________________";
    private const string Endpoints = "off or host:port, such as localhost:9100 or [::1]:9100";
    private const string Proxies = "an IP address, a network such as 10.0.0.0/8, or unix";
    private const string Urls = "off or an http or https URL without a user, such as http://localhost:4318";

    private const string OldExecutor = "AkkaChat.Server.Dispatch.RunQueueExecutorConfigurator, AkkaChat.Server";
    private const string NewExecutor = "AkkaChat.Server.Scheduling.BatchingExecutorConfigurator, AkkaChat.Server";

    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("listen.port", Ports, "", "x", "9000.5", "0x10", "-1", "65536", "99999999999")]
    [InlineData("listen.backlog", "a whole number from 1 to 65535", "0")]
    [InlineData("listen.host", "an IP address or a host name", "", "two words", "http://localhost")]
    [InlineData("message.max-length", Sizes, "", "x", "0", "-1", "16777217", "3 GiB")]
    [InlineData("message.max-length", Sizes, "9223372036854775807k", "64 parsec")]
    [InlineData("message.sanitize", "on or off", "", "maybe")]
    [InlineData("shutdown.grace", Durations, "", "5", "s", "5 parsec", "99ms", "61m", "infinite", "-5s")]
    [InlineData("shutdown.grace", Durations, "99999999999999999999d")]
    [InlineData("limits.fair-share", "a size such as 512 or 64 KiB, from 1024 to 33554432 bytes", "off", "1023")]
    [InlineData("limits.flush-timeout", "a time with its unit, such as 500ms or 10s, from 100ms to 1d", "off", "25h")]
    [InlineData("limits.idle-timeout", "off or a time with its unit, such as 500ms or 10s, from 100ms to 365d", "366d")]
    [InlineData("limits.max-connections-per-address", "off or a whole number from 1 to 1000000", "on", "0")]
    [InlineData("health.listen", Endpoints, "", "on", "9100", ":9100", "localhost", "localhost:", "localhost:x")]
    [InlineData("health.listen", Endpoints, "localhost:-1", "localhost:+1", "localhost:65536", "::1:9100", "::1")]
    [InlineData("health.listen", Endpoints, "[::1]", "[localhost]:9100", "[127.0.0.1]:9100", "two words:9100")]
    [InlineData("health.listen", Endpoints, "http://localhost:9100")]
    [InlineData("proxy-protocol.trusted", Proxies, "", "off", "localhost", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1, ::1")]
    [InlineData("server-name", Names, "", "a:b", " server", "a\u007fb", Name65)]
    [InlineData("server-name", Names, "ser\u200Bver", "\u202Eserver", "❤\uFE0F", "👩\u200D🚀", "\u3164")]
    [InlineData("log.level", "debug, information, warning or error", "", "loud", "off")]
    [InlineData("log.format", "text or json", "xml")]
    [InlineData("listen.unix", "off or a path", "", "on", "Off", "TRUE")]
    [InlineData("telemetry.otlp-endpoint", Urls, "", "on", "localhost:4317", "/v1/metrics", "http://")]
    [InlineData("telemetry.otlp-endpoint", Urls, "ftp://localhost", "http://me:secret@localhost")]
    public void A_value_that_is_not_allowed_is_refused(string key, string allowed, params string[] values) =>
        Assert.All(
            values,
            value => Assert.Equal([$"akkachat.{key} = {value} (--set) must be {allowed}"], Set((key, value))));

    [Fact]
    public void Each_entry_of_a_list_that_is_not_allowed_is_reported_with_its_place() => Assert.Equal(
        [
            $"akkachat.proxy-protocol.trusted = 10.0.0.1/8 (FILE, line 3, column 3) must be {Proxies}",
            $"akkachat.proxy-protocol.trusted = [ ... ] (FILE, line 4, column 3) must be {Proxies}",
        ],
        ProblemsOf("akkachat.proxy-protocol.trusted = [\n  \"::1\"\n  \"10.0.0.1/8\"\n  []\n]"));

    [Theory]
    [InlineData("message.max-length", "128 KiB", 4194304, 4720152)]
    [InlineData("limits.max-pending", "1 MiB", 1048576, 2360856)]
    public void A_send_queue_that_is_too_small_for_twelve_longest_lines_is_refused(
        string key, string value, int pending, int minimum) => Assert.Equal(
        [
            $"akkachat.limits.max-pending = {pending} must be at least 12 times the longest line that "
            + $"message.max-length and username.max-length allow, which makes {minimum}",
        ],
        Set((key, value)));

    [Fact]
    public void A_fair_share_that_exceeds_the_head_room_is_refused()
    {
        Assert.Equal(131072, TestSettings.Load(("limits.fair-share", "131072")).Settings.Room.FairShare.Share);
        Assert.Equal(
            ["akkachat.limits.fair-share = 131073 must be at most 1/32 of max-pending, which makes 131072"],
            Set(("limits.fair-share", "131073")));
    }

    [Fact]
    public void A_wrong_value_is_reported_with_its_environment_variable()
    {
        var file = _files.Write("akkachat.listen.port = ${PORT}");

        Assert.Equal(
            ["akkachat.listen.port = http (environment variable PORT) must be a whole number from 0 to 65535"],
            Problems(() => ConfigurationLoader.Load([file], [], _ => "http")));
    }

    [Theory]
    [InlineData("listen.prot", "listen.port")]
    [InlineData("username.max-lenght", "username.max-length")]
    [InlineData("servername", "server-name")]
    [InlineData("shutdown.grace-period", "shutdown.grace")]
    [InlineData("listne.port", "listen.port")]
    public void An_unknown_key_is_refused_with_the_nearest_one(string key, string nearest) =>
        Assert.Equal(
            [$"akkachat.{key} (--set) is not a known key; did you mean akkachat.{nearest}?"],
            Set((key, "1")));

    [Theory]
    [InlineData("akkachat.http { listen = off }", "akkachat.http.listen", "akkachat.health.listen", 17)]
    [InlineData("akka.actor.x.lane = first", "akka.actor.x.lane = first", "priority = normal", 1)]
    [InlineData("akka { actor { x { y { lane = last } } } }", "akka.actor.x.y.lane = last", "priority = low", 24)]
    [InlineData("akka.executor = \"" + OldExecutor + "\"", "akka.executor = " + OldExecutor, NewExecutor, 1)]
    public void A_renamed_setting_is_refused_with_its_new_name(string text, string old, string now, int column) =>
        Assert.Equal([$"{old} (FILE, line 1, column {column}) is now {now}"], ProblemsOf(text));

    [Theory]
    [InlineData("akka.actor.x { lane = 1, executor = fork-join-executor }")]
    [InlineData("akka.x = y\ny { lane = last }")]
    public void A_similar_setting_is_not_taken_for_a_renamed_one(string text) =>
        Assert.NotNull(ConfigurationLoader.Load([_files.Write(text)], [], _ => null));

    [Theory]
    [InlineData("akkachat.akka.loglevel = DEBUG", "akkachat.akka.loglevel", "akka.loglevel")]
    [InlineData("akkachat.listen.prot = ${?NOPE}", "akkachat.listen.prot", "akkachat.listen.port")]
    [InlineData("akkachat.sever-name = null", "akkachat.sever-name", "akkachat.server-name")]
    [InlineData("akkachat { prot = ${PORT} }\nPORT = 1", "akkachat.prot", "akkachat.log", 12)]
    [InlineData("akkachat.lissten = ${akkachat.health}", "akkachat.lissten.listen", "akkachat.listen.host")]
    [InlineData("akkachat.health = ${mine}\nmine { lissten = off }", "akkachat.health.lissten", "akkachat.health.listen", 8, 2)]
    public void An_unknown_key_is_refused_whatever_its_value_and_at_its_place(string text, string key, string nearest, int column = 1, int line = 1) =>
        Assert.Contains($"{key} (FILE, line {line}, column {column}) is not a known key; did you mean {nearest}?", ProblemsOf(text));

    [Fact]
    public void Every_key_of_an_unknown_section_is_refused() =>
        Assert.Equal(
            [
                "akkachat.listn.host (--set) is not a known key; did you mean akkachat.listen.host?",
                "akkachat.listn.port (--set) is not a known key; did you mean akkachat.listen.port?",
            ],
            Set(("listn.host", "x"), ("listn.port", "1")));

    [Fact]
    public void An_empty_unknown_section_is_refused() =>
        Assert.Equal(
            [
                "akkachat.listen.ports (FILE, line 3, column 3) is not a known key; did you mean akkachat.listen.port?",
                "akkachat.listn (FILE, line 2, column 3) is not a known key; did you mean akkachat.listen?",
            ],
            ProblemsOf("akkachat {\n  listn {}\n  listen.ports {}\n}"));

    [Theory]
    [InlineData("{ x = 1 }", "{ ... }")]
    [InlineData("{}", "{ ... }")]
    [InlineData("[1]", "[ ... ]")]
    public void A_section_or_a_list_instead_of_a_value_is_refused(string value, string found) =>
        Assert.Equal([$"akkachat.listen.port = {found} (FILE, line 1, column 1) must be {Ports}"], ProblemsOf($"akkachat.listen.port = {value}"));

    [Theory]
    [InlineData("shutdown", "5s")]
    [InlineData("listen", "5")]
    [InlineData("listen", "")]
    [InlineData("listen", "{ port = 7 }")]
    [InlineData("limits", "off")]
    [InlineData("limits.rate", "off")]
    public void A_value_instead_of_a_section_is_refused(string key, string value) =>
        Assert.Equal([$"akkachat.{key} = {value} (--set) must be a section: {{ ... }}"], Set((key, value)));

    [Theory]
    [InlineData("akkachat.listen", "5")]
    [InlineData("akkachat.listen", "[ ... ]")]
    [InlineData("akkachat", "5")]
    [InlineData("akkachat", "[ ... ]")]
    public void A_value_instead_of_a_section_is_one_problem_only(string key, string value) =>
        Assert.Equal([$"{key} = {value} (FILE, line 1, column 1) must be a section: {{ ... }}"], ProblemsOf($"{key} = {value.Replace("...", "1", StringComparison.Ordinal)}"));

    [Theory]
    [InlineData("5")]
    [InlineData("[ ... ]")]
    [InlineData("null")]
    public void A_value_instead_of_the_section_of_Akka_is_refused(string value) =>
        Assert.Equal([$"akka = {value} (FILE, line 1, column 1) must be a section: {{ ... }}"], ProblemsOf($"akka = {value.Replace("...", "1", StringComparison.Ordinal)}"));

    [Theory]
    [InlineData("akkachat.shutdown.grace = null")]
    [InlineData("akkachat.shutdown = null")]
    public void A_key_without_a_value_is_refused(string text) =>
        Assert.Equal(["akkachat.shutdown.grace (FILE, line 1, column 1) has no value: it must be " + Durations], ProblemsOf(text));

    [Fact]
    public void An_unset_required_variable_is_reported() =>
        Assert.Equal(
            ["FILE, line 2, column 24: PORT is neither a key nor an environment variable; ${?PORT} may be undefined"],
            ProblemsOf("\nakkachat.listen.port = ${PORT}"));

    [Fact]
    public void A_door_that_lacks_what_it_needs_is_reported()
    {
        const string Certificate = "akkachat.tls.certificate must be the path of a PEM file, since ";
        (string Key, string Value) web = ("web.listen", "localhost:0");

        Assert.Equal([Certificate + "tls.listen is on"], Set(("tls.listen", "localhost:0")));
        Assert.Equal([Certificate + "web.tls is on"], Set(web, ("web.tls", "on")));
        Assert.Equal(
            ["akkachat.message.sanitize must be on, since web.listen is on: WebSockets carry valid UTF-8 only"],
            Set(web, ("message.sanitize", "off")));
        Assert.Equal(
            ["akkachat.control.socket must not be the path of listen.unix, which is /run/a.sock"],
            Set(("listen.unix", "/run/a.sock"), ("control.socket", "/run/a.sock")));
        Assert.Equal(
            ["akkachat.web.origins = https://a.example/ (--set) must be an origin such as https://chat.example.org or http://localhost:8080"],
            Set(web, ("web.origins", "[\"https://b.example\", \"https://a.example/\"]")));
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var file = _files.Write("""
            akkachat {
              listen.port = 70000
              listen.prot = 1
              shutdown.grace = 1
            }
            """);

        var problems = Problems(() => ConfigurationLoader.Load(
            [file], [Override("listen.backlog", "many")], _ => null));

        Assert.Equal(
            [
                $"akkachat.listen.port = 70000 ({file}, line 2, column 3) must be a whole number from 0 to 65535",
                "akkachat.listen.backlog = many (--set) must be a whole number from 1 to 65535",
                $"akkachat.shutdown.grace = 1 ({file}, line 4, column 3) must be " + Durations,
                $"akkachat.listen.prot ({file}, line 3, column 3) is not a known key; did you mean akkachat.listen.port?",
            ],
            problems);
    }

    [Fact]
    public void The_message_of_the_exception_contains_all_problems()
    {
        var exception = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(
            [],
            [Override("listen.port", "x"), Override("listen.host", "")],
            _ => null));

        Assert.Equal(2, exception.Problems.Count);
        Assert.Equal(string.Join(Environment.NewLine, exception.Problems), exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("listen..port")]
    [InlineData("listen.#port")]
    public void A_malformed_key_is_refused(string key) =>
        Assert.StartsWith($"--set {key}: ", Assert.Single(Set((key, "1"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("akka.x", "{ a = 1 }, akka.y = 2")]
    [InlineData("akka.x", "[1], akkachat.listen.port = 2")]
    [InlineData("web.origins", "[], x = 1")]
    [InlineData("x: 1, listen.port", "1")]
    [InlineData("akka.x: 1, akka.y", "1")]
    public void More_than_one_value_in_one_option_is_refused(string key, string value) =>
        Assert.Equal([$"--set {key} must set a single value"], Set((key, value)));

    [Fact]
    public void A_file_that_cannot_be_read_is_reported_with_the_reason()
    {
        var missing = _files.PathOf("missing.hocon");
        var inFile = Path.Combine(_files.Write(""), "x");

        Assert.Equal([$"{missing} does not exist"], ProblemsIn(missing));
        Assert.Equal([$"{inFile} does not exist"], ProblemsIn(inFile));
        Assert.Equal([$"{_files.PathOf("")} is a directory, not a file"], ProblemsIn(_files.PathOf("")));
        Assert.Equal(["--config has an empty file name"], ProblemsIn(""));
        Assert.StartsWith("/proc/self/mem cannot be read: ", Assert.Single(ProblemsIn("/proc/self/mem")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akkachat.server-name = gr\u00fc\u00df", "iso-8859-1", 1, 26)]
    [InlineData("# one\n# two\nakkachat.server-name = \u00fc", "iso-8859-1", 3, 24)]
    [InlineData("\u00ef\u00bb\u00bfx = \u00c3\u00bc\u00f0\u009f\u0098\u0080\u00ff", "iso-8859-1", 1, 8)]
    [InlineData("akkachat.server-name = x", "utf-16", 1, 1)]
    public void A_file_that_is_not_UTF8_is_reported(string text, string encoding, int line, int column)
    {
        var file = _files.Write(text, Encoding.GetEncoding(encoding));

        Assert.Equal([$"{file}, line {line}, column {column}: the file is not UTF-8"], ProblemsIn(file));
    }

    private static IReadOnlyList<string> Problems(Func<object> load) =>
        Assert.Throws<ConfigurationException>(load).Problems;

    /// <summary>Of a file with this text, whose path is FILE in the result.</summary>
    private IEnumerable<string> ProblemsOf(string text)
    {
        var file = _files.Write(text);
        return ProblemsIn(file).Select(problem => problem.Replace(file, "FILE", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> ProblemsIn(string file) =>
        Problems(() => ConfigurationLoader.Load([file], [], _ => null));

    private static IReadOnlyList<string> Set(params (string Key, string Value)[] values) =>
        Problems(() => ConfigurationLoader.Load(
            [], values.Select(value => Override(value.Key, value.Value)), _ => null));

    private static ConfigurationOverride Override(string key, string value) => new(key, value, "--set");
}
