using AkkaChat.Server.Configuration;

namespace AkkaChat.Tests.Configuration;

public sealed class ConfigurationProblemsTests : IDisposable
{
    private const string Sizes = "a size such as 512 or 64 KiB, from 1 to 16777216 bytes";
    private const string Times = "a time with its unit, such as 500ms or 10s, from 100ms to 1h";
    private const string Names = "a name of at most 64 characters, without ':' and control characters";
    private const string Endpoints = "off or host:port, such as localhost:9100 or [::1]:9100";

    private const string Urls = "off or an http or https URL without a user, such as http://localhost:4318";
    private const string Levels = "debug, information, warning or error";

    private const string OldExecutor = "AkkaChat.Server.Dispatch.RunQueueExecutorConfigurator, AkkaChat.Server";
    private const string NewExecutor = "AkkaChat.Server.Scheduling.BatchingExecutorConfigurator, AkkaChat.Server";

    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("listen.port", "")]
    [InlineData("listen.port", "x")]
    [InlineData("listen.port", "9000.5")]
    [InlineData("listen.port", "0x10")]
    [InlineData("listen.port", "-1")]
    [InlineData("listen.port", "65536")]
    [InlineData("listen.port", "99999999999")]
    [InlineData("listen.backlog", "0", "a whole number from 1 to 65535")]
    [InlineData("message.max-length", "", Sizes)]
    [InlineData("message.max-length", "x", Sizes)]
    [InlineData("message.max-length", "0", Sizes)]
    [InlineData("message.max-length", "-1", Sizes)]
    [InlineData("message.max-length", "16777217", Sizes)]
    [InlineData("message.max-length", "3 GiB", Sizes)]
    [InlineData("message.max-length", "9223372036854775807k", Sizes)]
    [InlineData("message.max-length", "64 parsec", Sizes)]
    [InlineData("shutdown.grace", "", Times)]
    [InlineData("shutdown.grace", "5", Times)]
    [InlineData("shutdown.grace", "s", Times)]
    [InlineData("shutdown.grace", "5 parsec", Times)]
    [InlineData("shutdown.grace", "99ms", Times)]
    [InlineData("shutdown.grace", "61m", Times)]
    [InlineData("shutdown.grace", "infinite", Times)]
    [InlineData("shutdown.grace", "-5s", Times)]
    [InlineData("shutdown.grace", "99999999999999999999d", Times)]
    [InlineData("limits.flush-timeout", "off", "a time with its unit, such as 500ms or 10s, from 100ms to 1d")]
    [InlineData("listen.host", "", "an IP address or a host name")]
    [InlineData("listen.host", "two words", "an IP address or a host name")]
    [InlineData("listen.host", "http://localhost", "an IP address or a host name")]
    [InlineData("health.listen", "", Endpoints)]
    [InlineData("health.listen", "on", Endpoints)]
    [InlineData("health.listen", "9100", Endpoints)]
    [InlineData("health.listen", ":9100", Endpoints)]
    [InlineData("health.listen", "localhost", Endpoints)]
    [InlineData("health.listen", "localhost:", Endpoints)]
    [InlineData("health.listen", "localhost:x", Endpoints)]
    [InlineData("health.listen", "localhost:-1", Endpoints)]
    [InlineData("health.listen", "localhost:+1", Endpoints)]
    [InlineData("health.listen", "localhost:65536", Endpoints)]
    [InlineData("health.listen", "::1:9100", Endpoints)]
    [InlineData("health.listen", "::1", Endpoints)]
    [InlineData("health.listen", "[::1]", Endpoints)]
    [InlineData("health.listen", "[localhost]:9100", Endpoints)]
    [InlineData("health.listen", "[127.0.0.1]:9100", Endpoints)]
    [InlineData("health.listen", "two words:9100", Endpoints)]
    [InlineData("health.listen", "http://localhost:9100", Endpoints)]
    [InlineData("server-name", "", Names)]
    [InlineData("server-name", "a:b", Names)]
    [InlineData("server-name", " server", Names)]
    [InlineData("server-name", "a\u007fb", Names)]
    [InlineData("server-name", "a_name_of_65_characters__________________________________________", Names)]
    [InlineData("log.level", "", Levels)]
    [InlineData("log.level", "loud", Levels)]
    [InlineData("log.level", "off", Levels)]
    [InlineData("log.format", "xml", "text or json")]
    [InlineData("telemetry.otlp-endpoint", "", Urls)]
    [InlineData("telemetry.otlp-endpoint", "on", Urls)]
    [InlineData("telemetry.otlp-endpoint", "localhost:4317", Urls)]
    [InlineData("telemetry.otlp-endpoint", "/v1/metrics", Urls)]
    [InlineData("telemetry.otlp-endpoint", "http://", Urls)]
    [InlineData("telemetry.otlp-endpoint", "ftp://localhost", Urls)]
    [InlineData("telemetry.otlp-endpoint", "http://me:secret@localhost", Urls)]
    public void A_value_that_is_not_allowed_is_refused(
        string key, string value, string allowed = "a whole number from 0 to 65535") =>
        Assert.Equal([$"akkachat.{key} = {value} (--set) must be {allowed}"], Set((key, value)));

    [Fact]
    public void The_place_of_a_wrong_value_is_named()
    {
        var file = _files.Write("akkachat {\n  listen {\n    port = x\n  }\n}");

        Assert.Equal(
            [$"akkachat.listen.port = x ({file}, line 3) must be a whole number from 0 to 65535"],
            ProblemsIn(file));
    }

    [Fact]
    public void The_variable_of_a_wrong_value_is_named()
    {
        var file = _files.Write("akkachat.listen.port = ${PORT}");

        Assert.Equal(
            ["akkachat.listen.port = http (environment variable PORT) must be a whole number from 0 to 65535"],
            HoconTrees.Problems(() => ConfigurationLoader.Load([file], [], _ => "http")));
    }

    [Theory]
    [InlineData("listen.prot", "listen.port")]
    [InlineData("username.max-lenght", "username.max-length")]
    [InlineData("servername", "server-name")]
    [InlineData("shutdown.grace-period", "shutdown.grace")]
    public void An_unknown_key_is_refused_with_the_nearest_one(string key, string nearest) =>
        Assert.Equal(
            [$"akkachat.{key} (--set) is not a known key; did you mean akkachat.{nearest}?"],
            Set((key, "1")));

    [Theory]
    [InlineData("akkachat.http { listen = off }", "akkachat.http.listen", "akkachat.health.listen")]
    [InlineData("akka.actor.x.lane = first", "akka.actor.x.lane = first", "priority = normal")]
    [InlineData("akka { actor { x { y { lane = last } } } }", "akka.actor.x.y.lane = last", "priority = low")]
    [InlineData("akka.executor = \"" + OldExecutor + "\"", "akka.executor = " + OldExecutor, NewExecutor)]
    public void A_renamed_setting_is_refused_with_its_new_name(string text, string old, string now)
    {
        var file = _files.Write(text);

        Assert.Equal([$"{old} ({file}, line 1) is now {now}"], ProblemsIn(file));
    }

    [Theory]
    [InlineData("akka.actor.x { lane = 1, executor = fork-join-executor }")]
    [InlineData("x { lane = last }")]
    public void A_similar_setting_is_not_taken_for_a_renamed_one(string text) =>
        Assert.NotNull(ConfigurationLoader.Load([_files.Write(text)], [], _ => null));

    [Fact]
    public void Every_key_of_an_unknown_section_is_refused() =>
        Assert.Equal(
            [
                "akkachat.listn.host (--set) is not a known key; did you mean akkachat.listen.host?",
                "akkachat.listn.port (--set) is not a known key; did you mean akkachat.listen.port?",
            ],
            Set(("listn.host", "x"), ("listn.port", "1")));

    [Fact]
    public void An_empty_unknown_section_is_refused()
    {
        var file = _files.Write("akkachat {\n  listn {}\n  listen.ports {}\n}");

        Assert.Equal(
            [
                $"akkachat.listen.ports ({file}, line 3) is not a known key; did you mean akkachat.listen.port?",
                $"akkachat.listn ({file}, line 2) is not a known key; did you mean akkachat.listen.host?",
            ],
            ProblemsIn(file));
    }

    [Theory]
    [InlineData("{ x = 1 }")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void A_section_or_a_list_is_no_value(string value)
    {
        var file = _files.Write($"akkachat.listen.port = {value}");

        Assert.Equal(
            [$"akkachat.listen.port ({file}, line 1) must be a whole number from 0 to 65535"], ProblemsIn(file));
    }

    [Theory]
    [InlineData("shutdown", "5s")]
    [InlineData("listen", "5")]
    [InlineData("listen", "")]
    [InlineData("listen", "{ port = 7 }")]
    [InlineData("limits", "off")]
    [InlineData("limits.rate", "off")]
    public void A_value_is_no_section(string key, string value) =>
        Assert.Equal([$"akkachat.{key} (--set) must be a section: {{ ... }}"], Set((key, value)));

    [Theory]
    [InlineData("akkachat.listen", "5")]
    [InlineData("akkachat.listen", "[]")]
    [InlineData("akkachat", "5")]
    [InlineData("akkachat", "[1]")]
    public void Nothing_is_missing_where_a_section_should_be(string key, string value)
    {
        var file = _files.Write($"{key} = {value}");

        Assert.Equal([$"{key} ({file}, line 1) must be a section: {{ ... }}"], ProblemsIn(file));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void A_value_is_no_engine(string value) =>
        Assert.Equal(["akka must be a section: { ... }"], ProblemsIn(_files.Write($"akka = {value}")));

    [Theory]
    [InlineData("akkachat.shutdown.grace = null")]
    [InlineData("akkachat.shutdown = null")]
    public void A_key_without_a_value_is_refused(string text) =>
        Assert.Equal(["akkachat.shutdown.grace has no value: it must be " + Times], ProblemsIn(_files.Write(text)));

    [Fact]
    public void A_variable_that_is_required_is_named()
    {
        var file = _files.Write("\nakkachat.listen.port = ${PORT}");

        Assert.Equal([$"{file}, line 2: PORT is neither a key nor an environment variable"], ProblemsIn(file));
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

        var problems = HoconTrees.Problems(() => ConfigurationLoader.Load(
            [file], [new ConfigurationOverride("listen.backlog", "many", "--set")], _ => null));

        Assert.Equal(
            [
                $"akkachat.listen.port = 70000 ({file}, line 2) must be a whole number from 0 to 65535",
                "akkachat.listen.backlog = many (--set) must be a whole number from 1 to 65535",
                $"akkachat.shutdown.grace = 1 ({file}, line 4) must be " + Times,
                $"akkachat.listen.prot ({file}, line 3) is not a known key; did you mean akkachat.listen.port?",
            ],
            problems);
    }

    [Fact]
    public void The_message_of_the_exception_has_all_problems()
    {
        var exception = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(
            [],
            [new ConfigurationOverride("listen.port", "x", "--port"), new ConfigurationOverride("listen.host", "", "--host")],
            _ => null));

        Assert.Equal(2, exception.Problems.Count);
        Assert.Equal(string.Join(Environment.NewLine, exception.Problems), exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("listen port")]
    [InlineData("listen..port")]
    [InlineData("listen.#port")]
    public void A_key_that_is_none_is_refused(string key) =>
        Assert.StartsWith("--set: ", Assert.Single(Set((key, "1"))));

    [Fact]
    public void A_broken_file_is_named_with_the_place()
    {
        var file = _files.Write("akkachat {\n  listen.port = 1\n");

        Assert.Equal(
            [$"{file}, line 1, column 10: '{{' is never closed"],
            ProblemsIn(file));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var file = _files.Missing();

        var problems = ProblemsIn(file);

        Assert.StartsWith($"{file} cannot be read: ", Assert.Single(problems));
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        var problems = HoconTrees.Problems(() => ConfigurationLoader.Load([_files.Folder], [], _ => null));

        Assert.StartsWith($"{_files.Folder} cannot be read: ", Assert.Single(problems));
    }

    private static IReadOnlyList<string> ProblemsIn(string file) =>
        HoconTrees.Problems(() => ConfigurationLoader.Load([file], [], _ => null));

    private static IReadOnlyList<string> Set(params (string Key, string Value)[] values) =>
        HoconTrees.Problems(() => ConfigurationLoader.Load(
            [], values.Select(value => new ConfigurationOverride(value.Key, value.Value, "--set")), _ => null));
}
