using AkkaChat.Hocon;
using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Configuration;

/// <summary>The printed configuration can be read by people, and loaded again.</summary>
public sealed class ConfigurationPrinterTests : IDisposable
{
    private readonly TempFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Each_value_is_printed_with_its_origin()
    {
        var file = _files.Write("""
            akkachat {
              listen.host = "::1"
              listen.port = ${PORT}
            }
            akka.loglevel = ERROR
            """);

        var printed = Print(
            [file], [Set("server-name", "the boss"), new ConfigurationOverride("listen.backlog", "7", "--backlog")]);

        Assert.StartsWith(
            $$"""
            akkachat {
              listen {
                host = "::1"  # {{file}}, line 2, column 3
                port = 4711  # environment variable PORT
                backlog = 7  # --backlog
                transport = akka-io  # default
            """,
            printed,
            StringComparison.Ordinal);
        Assert.Contains("\n  server-name = the boss  # --set\n  username {\n    max-length = 32  # default\n", printed, StringComparison.Ordinal);
        Assert.Contains($"\n}}\nakka {{\n  loglevel = ERROR  # {file}, line 5, column 1\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_replaced_by_a_comment_with_its_origin()
    {
        var file = _files.Write("akkachat.password = ${SECRET}");

        var printed = ConfigurationLoader.Load([file], [], name => name == "SECRET" ? "hush" : null).Printed;

        Assert.Contains("\n  # password is secret; environment variable SECRET\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("akkachat.password = off")]
    [InlineData("akkachat { listen { host = \"::\", port = ${PORT} }, message.max-length = 4 KiB }")]
    [InlineData("akkachat.server-name = \"null\"")]
    [InlineData("akkachat.server-name = \"#1, \\\"the\\\" {server} = ${x} // \\\\\"")]
    [InlineData("akkachat.server-name = größe 😀")]
    [InlineData("akka.loglevel = null\nakka.actor = null\nakka.actor.room-dispatcher.priority = normal")]
    [InlineData("akka { \"a.b\" { \"/user/*\" = \"\", empty {}, list = [1, \"x, y\", { z = [] }] } }")]
    [InlineData("akka.actor.deployment./x.dispatcher = \"\\\"my.disp\\\"\"\n\"my.disp\" { type = Dispatcher }")]
    [InlineData("akka.actor.deployment./x.dispatcher = mine.one\nmine { one { type = Dispatcher, \"a.b\" = [null] }, other = 1 }")]
    public void A_printed_configuration_has_the_same_effect_when_it_is_loaded(string text)
    {
        var configured = ConfigurationLoader.Load([_files.Write(text)], [], Variables);

        var again = ConfigurationLoader.Load([_files.Write(configured.Printed)], [], _ => null);

        Assert.Equal(configured.Settings, again.Settings);
        Assert.Equal(WithoutOrigins(configured.Printed), WithoutOrigins(again.Printed));
        Assert.Equal($"{configured.Hocon.GetConfig("akka").Root}", $"{again.Hocon.GetConfig("akka").Root}");
    }

    [Fact]
    public void A_section_that_Akka_names_is_printed()
    {
        var printed = Print([_files.Write("akka.actor.deployment./x.dispatcher = mine.one\nmine { one { type = Dispatcher }, password = hunter2 }")], []);

        Assert.Contains("\nmine {\n  one {\n    type = Dispatcher  # ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka.x.db-Password = hunter2")]
    [InlineData("akka.x { password { of = hunter2 } }")]
    [InlineData("akka.x = [1, { a { password = hunter2 } }]")]
    [InlineData("akka.x { \"the.password\" = [hunter2] }")]
    public void A_password_of_Akka_is_a_comment(string text)
    {
        var printed = Print([_files.Write(text)], []);

        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
        Assert.Matches("\n +# .* is secret; .*1\\.hocon, line 1, column \\d+\n", printed);
        Assert.NotNull(ConfigurationLoader.Load([_files.Write(printed)], [], _ => null));
    }

    [Fact]
    public void A_secret_of_the_server_is_a_comment()
    {
        var configured = HoconReader.ReadFile("akkachat { open = 1, key = hunter2 }", "f");
        var reference = HoconReader.ReadFile("akkachat { open = 0, key = off }", ConfigurationPrinter.Default);
        var printer = new ConfigurationPrinter(reference, new HashSet<string> { "akkachat.key" });

        Assert.Equal("akkachat {\n  open = 1  # f, line 1, column 12\n  # key is secret; f, line 1, column 22\n}\n", printer.Print(configured, ["akkachat"]));
    }

    [Theory]
    [InlineData("akkachat { password = hunter2, server-name = ${akkachat.password} }", "server-name")]
    [InlineData("akkachat.password = hunter2\nakka.home = \"/\"${akkachat.password}", "home")]
    [InlineData("akkachat.password = hunter2\nakka.x = [1, { y = ${akkachat.password} }]", "x")]
    [InlineData("akkachat.password = ${a}\na = ${b}\nb = hunter2\nakka.home = ${b}", "home")]
    [InlineData("akkachat.password = ${akka.home}2\nakka.home = hunter", "home")]
    [InlineData("akkachat.password = ${akka.home}2\nakka.home = hunter\nakkachat.server-name = ${akka.home}", "home", "server-name")]
    [InlineData("akkachat = ${base}\nbase { password = hunter2 }\nakka.x = ${base} { z = 1 }", "password")]
    [InlineData("akkachat = ${base}\nbase { password = hunter2 }\nakka { x = ${base.password}, y = ${akka.x} }", "x", "y")]
    [InlineData("akkachat { password = ${PORT}, server-name = ${PORT} }", "server-name")]
    [InlineData("d { type = Dispatcher, \"the.key\" = hunter2 }\nakkachat.password = ${d.the.key}${d.\"the.key\"}\nakka.actor.deployment./x.dispatcher = d\nd.the.key = x", "\"the.key\"")]
    public void A_value_with_text_of_a_secret_is_a_comment(string text, params string[] keys)
    {
        var printed = Print([_files.Write(text)], []);

        Assert.DoesNotContain("hunter", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", printed, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.Contains($" # {key} is secret; ", printed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_no_secret_comes_from_is_printed()
    {
        var printed = Print(
            [_files.Write("base { host = \"::1\", password = hunter2 }\nakkachat { password = ${base.password}, listen.host = ${base.host}, server-name = hunter3 }\nakka.home = ${base.host}${base.password}")],
            []);

        Assert.Contains(" host = \"::1\"  # ", printed, StringComparison.Ordinal);
        Assert.Contains(" server-name = hunter3  # ", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_is_no_secret()
    {
        var reference = HoconReader.ReadFile("akkachat { key = off }", ConfigurationPrinter.Default);
        var printer = new ConfigurationPrinter(reference, new HashSet<string> { "akkachat.key" });

        Assert.Equal("akkachat {\n  key = off  # default\n}\n", printer.Print(reference, ["akkachat"]));
    }

    [Fact]
    public void A_removed_default_is_printed_as_null() =>
        Assert.Contains(
            "\n  loglevel = null  # removed\n",
            Print([_files.Write("akka.loglevel = null")], []),
            StringComparison.Ordinal);

    [Fact]
    public void Keys_and_variables_that_only_serve_substitutions_are_left_out()
    {
        var printed = Print([_files.Write("only-a-variable.port = 7\nakkachat.listen.port = ${only-a-variable.port}")], []);

        Assert.Contains("port = 7  #", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("only-a-variable", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void An_origin_is_printed_on_one_line() =>
        Assert.Contains(
            "backlog = 7  # two lines\n",
            Print([], [new ConfigurationOverride("listen.backlog", "7", "two\nlines")]),
            StringComparison.Ordinal);

    private static string Print(string[] files, ConfigurationOverride[] values) =>
        ConfigurationLoader.Load(files, values, Variables).Printed;

    private static string? Variables(string name) => name == "PORT" ? "4711" : null;

    private static ConfigurationOverride Set(string key, string value) => new(key, value, "--set");

    private static IEnumerable<string> WithoutOrigins(string printed) =>
        printed.Split('\n').Select(line => line.Split("  # ")[0]).Order();
}
