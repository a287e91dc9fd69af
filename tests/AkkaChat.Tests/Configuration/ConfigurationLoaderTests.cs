using System.Text;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_defaults_are_the_values_of_the_reference()
    {
        var settings = Load().Settings;

        Assert.Equal("0.0.0.0", settings.Listen.Host);
        Assert.Equal(9000, settings.Listen.Port);
        Assert.Equal(1024, settings.Listen.Backlog);
        Assert.Equal("server", settings.Connection.ServerName);
        Assert.Equal(32, settings.Connection.Username.MaxLength);
        Assert.Equal("server", settings.Connection.Username.ReservedName);
        Assert.Equal(64 * 1024, settings.Connection.Message.MaxLength);
        Assert.Null(settings.Health);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Connection.Timeouts.SlowConsumerGrace);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Connection.Timeouts.Flush);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.ShutdownGrace);
        Assert.Equal(new LogSettings(LogLevel.Information, LogFormat.Text), settings.Log);
        Assert.Null(settings.Metrics.OtlpEndpoint);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal(
        "größe",
        ConfigurationLoader.Load([_files.Write("akkachat.server-name = größe", Encoding.UTF8)], [], _ => null)
            .Settings.Connection.ServerName);

    [Fact]
    public void A_file_changes_only_what_it_names()
    {
        var settings = LoadFiles("akkachat.listen { host = \"::\", port = 0 }").Settings;

        Assert.Equal(Load().Settings with { Listen = Load().Settings.Listen with { Host = "::", Port = 0 } }, settings);
    }

    [Theory]
    [InlineData("a:9200, b:9200", "akkachat.cluster.seeds has two nodes: if one of them dies, the other cannot go on; three can lose one")]
    [InlineData("a:9200, b:9200, c:9200")]
    [InlineData("A:9200, B:9200, [0:0::1]:9200")]
    [InlineData("a:9200")]
    [InlineData(
        "a:9201, b:9200, c:9200",
        "akkachat.cluster.seeds does not have this node, a:9200, written like this: that is right only for a node that is added to a room")]
    public void Seeds_that_are_probably_a_mistake_are_a_warning(string seeds, params string[] warnings)
    {
        var list = string.Join(", ", seeds.Split(", ").Select(seed => $"\"{seed}\""));

        Assert.Equal(warnings, LoadFiles(
            $"akkachat.cluster {{ enabled = on, host = a, seeds = [{list}], tls {{ certificate = a.pem, key = a.pem, ca = a.pem }} }}").Warnings);
    }

    [Fact]
    public void Trusted_proxies_are_a_list_or_a_single_text()
    {
        static TrustedProxies Of(params string[] entries) => new([.. entries.Select(TrustedProxy.Parse)]);

        Assert.Equal(Of(), Load().Settings.TrustedProxies);
        Assert.Equal(Of("10.0.0.0/8"), LoadFiles("akkachat.proxy-protocol.trusted = 10.0.0.0/8").Settings.TrustedProxies);
        var list = LoadFiles("akkachat.proxy-protocol.trusted = [\"::1\", 10.0.0.0/8, unix]");
        Assert.Equal(Of("::1", "10.0.0.0/8", "unix"), list.Settings.TrustedProxies);
        Assert.Equal(list.Settings, LoadFiles(list.Printed).Settings);
    }

    [Fact]
    public void A_later_file_overrides_an_earlier_one()
    {
        var settings = LoadFiles(
            "akkachat { listen.port = 1, listen.backlog = 1 }",
            "akkachat { listen.port = 2 }").Settings;

        Assert.Equal(2, settings.Listen.Port);
        Assert.Equal(1, settings.Listen.Backlog);
    }

    [Fact]
    public void A_single_value_overrides_files_and_earlier_single_values()
    {
        var settings = ConfigurationLoader.Load(
            [_files.Write("akkachat.listen { port = 1, backlog = 1 }")],
            [Set("listen.port", "2"), Set("listen.port", "3")],
            _ => null).Settings;

        Assert.Equal(3, settings.Listen.Port);
        Assert.Equal(1, settings.Listen.Backlog);
    }

    [Theory]
    [InlineData("listen.port")]
    [InlineData("akkachat.listen.port")]
    public void A_single_value_may_leave_out_the_root(string key) =>
        Assert.Equal(7, Load((key, "7")).Settings.Listen.Port);

    [Theory]
    [InlineData("::")]
    [InlineData("[::1]")]
    [InlineData("fe80::1")]
    [InlineData("localhost")]
    [InlineData("chat.example.org")]
    public void A_host_is_an_address_or_a_name(string host) =>
        Assert.Equal(host, Load(("listen.host", host)).Settings.Listen.Host);

    [Theory]
    [InlineData("127.0.0.1:9100", "127.0.0.1", 9100)]
    [InlineData("[::]:0", "::", 0)]
    [InlineData("chat.example.org:65535", "chat.example.org", 65535)]
    public void A_host_and_port_are_read_and_written_together(string text, string host, int port)
    {
        var read = Load(("health.listen", text)).Settings.Health;

        Assert.Equal(new HostPort(host, port), read);
        Assert.Equal(text, read?.ToString());
    }

    [Theory]
    [InlineData("#1, \"the\" {server} = ${x} // \\")]
    [InlineData("größe 😀")]
    [InlineData("{ x = 1 }")]
    [InlineData("[1")]
    [InlineData("null")]
    public void A_single_value_is_taken_literally(string name) =>
        Assert.Equal(name, Load(("server-name", name)).Settings.Connection.ServerName);

    [Fact]
    public void A_single_value_of_Akka_may_be_a_section()
    {
        var hocon = Load(("akka.io.tcp", "{ a = 1, b = [2] }")).Hocon;

        Assert.Equal("1", hocon.GetString("akka.io.tcp.a"));
        Assert.Equal(["2"], hocon.GetStringList("akka.io.tcp.b"));
        Assert.Equal(16 * 1024, hocon.GetByteSize("akka.io.tcp.maximum-frame-size"));
        Assert.Equal("DEBUG", Load(("akka", "{ loglevel = DEBUG }")).Hocon.GetString("akka.loglevel"));
    }

    [Fact]
    public void The_name_of_the_server_is_reserved()
    {
        var settings = Load(("server-name", "moderator")).Settings;

        Assert.Equal("moderator", settings.Connection.ServerName);
        Assert.Equal("username must not be 'moderator'", settings.Connection.Username.Check("Moderator"));
        Assert.Equal("", settings.Connection.Username.Check("server"));
    }

    [Theory]
    [InlineData("server")]
    [InlineData("a_name_of_64_characters_________________________________________")]
    public void The_name_of_the_server_may_be_longer_than_a_username(string name) =>
        Assert.Equal(name, Load(("server-name", name), ("username.max-length", "1")).Settings.Connection.ServerName);

    [Fact]
    public void Akka_gets_its_keys_from_all_sources()
    {
        var hocon = ConfigurationLoader.Load(
            [_files.Write("akka.loglevel = ERROR\nakka.io.tcp.maximum-frame-size = 32k")],
            [Set("akka.loglevel", "DEBUG"), Set("akka.actor.list", "[a, \"b:c\"]")],
            _ => null).Hocon;

        Assert.Equal("DEBUG", hocon.GetString("akka.loglevel"));
        Assert.Equal(32 * 1024, hocon.GetByteSize("akka.io.tcp.maximum-frame-size"));
        Assert.Equal(["a", "b:c"], hocon.GetStringList("akka.actor.list"));
        Assert.Equal("OFF", hocon.GetString("akka.stdout-loglevel"));
        Assert.False(hocon.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook", true));
    }

    [Fact]
    public void Akka_gets_the_settings_of_the_server_too() =>
        Assert.Equal(7, Load(("listen.port", "7")).Hocon.GetInt("akkachat.listen.port"));

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, 9000)]
    public void A_file_may_refer_to_an_environment_variable(string? variable, int port)
    {
        var file = _files.Write("akkachat.listen.port = ${?AKKACHAT_PORT}");

        var settings = ConfigurationLoader.Load([file], [], name => name == "AKKACHAT_PORT" ? variable : null).Settings;

        Assert.Equal(port, settings.Listen.Port);
    }

    [Fact]
    public void Null_removes_a_key_of_Akka()
    {
        var hocon = LoadFiles("akka.loglevel = null").Hocon;

        Assert.False(hocon.HasPath("akka.loglevel"));
        Assert.True(hocon.HasPath("akka.stdout-loglevel"));
    }

    [Fact]
    public void A_root_key_of_any_name_may_serve_substitutions()
    {
        var settings = LoadFiles("my.port = 7\nakkachat.listen.port = ${my.port}").Settings;

        Assert.Equal(7, settings.Listen.Port);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(512, "512", "512b")]
    [InlineData(64 * 1024, "64k", "64 KiB", "64KiB", "64 kibibytes", "0.0625 MiB")]
    [InlineData(64 * 1000, "64 kB")]
    [InlineData(1024 * 1024, "1 MiB")]
    [InlineData(1000 * 1000, "1 MB")]
    [InlineData(16 * 1024 * 1024, "16 MiB")]
    public void A_size_has_a_unit_or_is_in_bytes(int bytes, params string[] texts) => Assert.All(texts, text =>
    {
        var settings = Load(("message.max-length", text), ("limits.max-pending", "1 GiB")).Settings;
        Assert.Equal(bytes, settings.Connection.Message.MaxLength);
    });

    [Theory]
    [InlineData(100, "100ms")]
    [InlineData(200, "200000000ns")]
    [InlineData(1500, "1.5s")]
    [InlineData(5000, "5 s", "5 seconds")]
    [InlineData(120_000, "2m", "2 minutes")]
    [InlineData(3_600_000, "1h")]
    public void A_duration_has_a_unit(int milliseconds, params string[] texts) => Assert.All(
        texts,
        text => Assert.Equal(
            TimeSpan.FromMilliseconds(milliseconds), Load(("shutdown.grace", text)).Settings.ShutdownGrace));

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "information", "INFO")]
    [InlineData(LogLevel.Warning, "Warning", "warn")]
    [InlineData(LogLevel.Error, "ERROR")]
    public void A_log_level_has_its_usual_names_in_any_case(LogLevel level, params string[] texts) =>
        Assert.All(texts, text => Assert.Equal(level, Load(("log.level", text)).Settings.Log.Level));

    [Theory]
    [InlineData("text", false)]
    [InlineData("json", true)]
    [InlineData("JSON", true)]
    public void The_log_is_text_or_json(string text, bool json) =>
        Assert.Equal(json ? LogFormat.Json : LogFormat.Text, Load(("log.format", text)).Settings.Log.Format);

    [Theory]
    [InlineData("http://localhost:4317")]
    [InlineData("https://collector.example.org/v1/in?x=y")]
    [InlineData("http://[::1]:4317")]
    public void Metrics_are_exported_to_a_URL(string url) =>
        Assert.Equal(new Uri(url), Load(("telemetry.otlp-endpoint", url)).Settings.Metrics.OtlpEndpoint);

    private LoadedConfiguration LoadFiles(params string[] texts) =>
        ConfigurationLoader.Load(texts.Select(text => _files.Write(text)).ToList(), [], _ => null);

    private static LoadedConfiguration Load(params (string Key, string Value)[] values) =>
        ConfigurationLoader.Load([], values.Select(value => Set(value.Key, value.Value)), _ => null);

    private static ConfigurationOverride Set(string key, string value) => new(key, value, "--set");
}
