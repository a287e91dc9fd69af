using System.Text.Json;
using AkkaChat.Server.Observability.Events;
using Serilog.Events;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Both forms of the log, byte for byte.</summary>
public sealed class LogFormatTests
{
    [Fact]
    public void A_text_line_has_the_time_the_level_and_the_message() =>
        Assert.Equal(
            "2026-11-22 18:00:00.120 INF alice joined from 203.0.113.7:51432\n",
            AsText(Event("{Username} joined from {Remote}", ("Username", "alice"), ("Remote", "203.0.113.7:51432"))));

    [Theory]
    [InlineData(LogEventLevel.Verbose, "DBG")]
    [InlineData(LogEventLevel.Debug, "DBG")]
    [InlineData(LogEventLevel.Information, "INF")]
    [InlineData(LogEventLevel.Warning, "WRN")]
    [InlineData(LogEventLevel.Error, "ERR")]
    [InlineData(LogEventLevel.Fatal, "ERR")]
    public void Each_level_has_three_letters(LogEventLevel level, string letters) =>
        Assert.Equal($"2026-11-22 18:00:00.120 {letters} x\n", AsText(Event(level, "x", null)));

    [Theory]
    [InlineData("größe😀", "größe😀")]
    [InlineData("room-full", "room-full")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("alice joined from x", "\"alice joined from x\"")]
    [InlineData("say \"hi\" \\", "\"say \\\"hi\\\" \\\\\"")]
    [InlineData("a\nINF forged", "\"a\\u{a}INF forged\"")]
    [InlineData("\u001b[31m\u009b\0\u007f", "\"\\u{1b}[31m\\u{9b}\\u{0}\\u{7f}\"")]
    [InlineData("a\u2028b\u2029c\u0085d", "\"a\\u{2028}b\\u{2029}c\\u{85}d\"")]
    [InlineData("\u202Etxet", "\"\\u{202e}txet\"")]
    [InlineData("a\u00A0b", "\"a\\u{a0}b\"")]
    public void A_name_that_could_pass_for_something_else_is_quoted(string name, string shown) =>
        Assert.Equal($"2026-11-22 18:00:00.120 INF {shown} left\n", AsText(Event("{Username} left", ("Username", name))));

    [Theory]
    [InlineData("{Message:l}")]
    [InlineData("one\r\ntwo\u001b[31m")]
    public void Whatever_else_is_told_stays_on_its_line(string template) =>
        Assert.Equal(
            "2026-11-22 18:00:00.120 INF one  two [31m\n",
            AsText(Event(template, ("Message", "one\r\ntwo\u001b[31m"))));

    [Theory]
    [InlineData(0.04, "0s")]
    [InlineData(1.25, "1.3s")]
    [InlineData(59.9, "59.9s")]
    [InlineData(60, "1m 0s")]
    [InlineData(200.7, "3m 20s")]
    [InlineData(3600, "1h 0m")]
    [InlineData(86399, "23h 59m")]
    [InlineData(90000, "1d 1h")]
    public void Times_and_counts_read_naturally(double seconds, string shown) =>
        Assert.Equal(
            $"2026-11-22 18:00:00.120 INF 1500 in {shown}: invalid-username 7, idle 3\n",
            AsText(Event(
                "{Count} in {Seconds}: {Reasons}",
                ("Count", 1500),
                ("Seconds", TimeSpan.FromSeconds(seconds)),
                ("Reasons", new Dictionary<string, int> { ["invalid-username"] = 7, ["idle"] = 3 }))));

    [Fact]
    public void A_stack_trace_is_indented_and_cannot_pass_for_an_event()
    {
        var text = AsText(Event(LogEventLevel.Error, "failed", new InvalidOperationException("one\n2026-11-22 INF forged\u001b[31m")));

        Assert.Equal(
            "2026-11-22 18:00:00.120 ERR failed\n"
            + "    System.InvalidOperationException: one\n"
            + "    2026-11-22 INF forged [31m\n",
            text);
    }

    [Fact]
    public void A_JSON_line_has_the_same_and_everything_that_the_event_holds() =>
        Assert.Equal(
            """{"@t":"2026-11-22T18:00:00.1200000Z","@l":"Information","@m":"alice left after 3m 20s: idle","@mt":"{Username} left after {Seconds}: {Reason}","@i":"Left","Username":"alice","Seconds":200.25,"Reason":"idle","LinesIn":12,"@@odd":null,"Reasons":{"idle":3}}""" + "\n",
            AsJson(Event(
                "{Username} left after {Seconds}: {Reason}",
                ("EventId", new StructureValue([new("Id", new ScalarValue(7)), new("Name", new ScalarValue("Left"))])),
                ("Username", "alice"),
                ("Seconds", TimeSpan.FromSeconds(200.25)),
                ("Reason", CloseReason.Idle.Tag),
                ("LinesIn", 12L),
                ("@odd", null),
                ("Reasons", new Dictionary<string, int> { ["idle"] = 3 }))));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\u2028\u0085\u001b[31m\0")]
    [InlineData("\"}\\")]
    public void Any_value_leaves_JSON_valid_on_one_line(string value)
    {
        var json = AsJson(Event(LogEventLevel.Error, "{Value}", new InvalidOperationException(value), ("Value", value)));

        Assert.Equal(1, json.Count(c => c == '\n'));
        using var document = JsonDocument.Parse(json);
        Assert.Equal(value, document.RootElement.GetProperty("Value").GetString());
        Assert.Equal($"System.InvalidOperationException: {value}", document.RootElement.GetProperty("@x").GetString());
    }

    [Fact]
    public void Every_reason_has_a_name_of_its_own() =>
        Assert.Equal(
            [
                "client-closed", "reset", "room-full", "address-full", "invalid-username", "name-taken", "handshake-timeout",
                "idle", "slow-consumer", "shutdown", "room-restarted", "internal-error",
            ],
            Enum.GetValues<CloseReason>().Select(reason => reason.Tag));
}
