using System.Text.Json;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using Serilog.Events;
using static AkkaChat.Tests.Observability.Logging.LogEvents;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Both formats of the log, byte for byte.</summary>
public sealed class LogFormatTests
{
    [Fact]
    public void A_text_line_has_the_time_the_level_and_the_message() =>
        Assert.Equal(
            "2026-11-22 18:00:00.120 INF \"alice\" joined from 203.0.113.7:51432\n",
            AsText(Event("{Username} joined from {Remote:l}", ("Username", "alice"), ("Remote", "203.0.113.7:51432"))));

    [Theory]
    [InlineData(LogEventLevel.Debug, "DBG")]
    [InlineData(LogEventLevel.Information, "INF")]
    [InlineData(LogEventLevel.Warning, "WRN")]
    [InlineData(LogEventLevel.Error, "ERR")]
    public void Each_level_has_three_letters(LogEventLevel level, string letters) =>
        Assert.Equal($"2026-11-22 18:00:00.120 {letters} x\n", AsText(Event(level, "x", null)));

    [Theory]
    [InlineData("größe😀", "größe😀")]
    [InlineData("alice joined from x", "alice joined from x")]
    [InlineData("say \"hi\"", "say \\\"hi\\\"")]
    [InlineData("a\nINF forged", "a INF forged")]
    [InlineData("\u001b[31m\u009b\0\u007f", " [31m   ")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("\u202Etxet", " txet")]
    public void A_name_stands_in_quotes_without_control_characters(string name, string shown) =>
        Assert.Equal($"2026-11-22 18:00:00.120 INF \"{shown}\" left\n", AsText(Event("{Username} left", ("Username", name))));

    [Theory]
    [InlineData("{Message:l}")]
    [InlineData("one\r\ntwo\u001b[31m\u2028")]
    public void Messages_of_Akka_stay_on_one_line(string template) =>
        Assert.Equal(
            "2026-11-22 18:00:00.120 INF one  two [31m \n",
            AsText(Event(template, ("Message", "one\r\ntwo\u001b[31m\u2028"))));

    [Fact]
    public void A_stack_trace_is_indented_and_cannot_pass_for_an_event()
    {
        var exception = new InvalidOperationException("one\n2026-11-22 INF forged\u001b[31m\rtwo\u2028three");

        Assert.Equal(
            "2026-11-22 18:00:00.120 ERR failed\n"
            + "    System.InvalidOperationException: one\n"
            + "    2026-11-22 INF forged [31m\n"
            + "    two three\n",
            AsText(Event(LogEventLevel.Error, "failed", exception)));
    }

    [Fact]
    public void A_JSON_line_has_the_same_message_and_all_fields_of_the_event()
    {
        var json = AsJson(Event(
            LogEventLevel.Warning,
            "{Username} left after {Seconds:0.0}s: {Reason:l}",
            null,
            ("EventId", new StructureValue([new("Id", new ScalarValue(7)), new("Name", new ScalarValue("Left"))])),
            ("Username", "alice"),
            ("Seconds", 200.25),
            ("Reason", CloseReason.Idle.Tag),
            ("LinesIn", 12L)));

        using var document = JsonDocument.Parse(json);
        Assert.Equal(
            """
            {"@t":"2026-11-22T18:00:00.1200000Z","@m":"\"alice\" left after 200.3s: idle","@i":"*","@l":"Warning","EventId":{"Id":7,"Name":"Left"},"Username":"alice","Seconds":200.25,"Reason":"idle","LinesIn":12}

            """,
            json.Replace(document.RootElement.GetProperty("@i").GetString()!, "*", StringComparison.Ordinal));
    }

    [Fact]
    public void For_the_journal_every_line_has_the_priority_of_its_event()
    {
        var exception = new InvalidOperationException("one\ntwo");

        Assert.Equal(
            "<3>2026-11-22 18:00:00.120 ERR failed\n<3>    System.InvalidOperationException: one\n<3>    two\n",
            Format(ChatLog.Formatter(LogFormat.Text, hasPriorities: true), Event(LogEventLevel.Error, "failed", exception)));
        Assert.StartsWith(
            "<4>{\"@t\":",
            Format(ChatLog.Formatter(LogFormat.Json, hasPriorities: true), Event(LogEventLevel.Warning, "x", null)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogEventLevel.Debug, "<7>")]
    [InlineData(LogEventLevel.Information, "<6>")]
    [InlineData(LogEventLevel.Warning, "<4>")]
    [InlineData(LogEventLevel.Error, "<3>")]
    [InlineData(LogEventLevel.Fatal, "<2>")]
    public void Each_level_has_a_priority_of_syslog(LogEventLevel level, string prefix) =>
        Assert.Equal(prefix, PriorityFormatter.PrefixOf(level));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\u009b31m\u202E\ud83d\ude00\U000e0001")]
    [InlineData("\u2028\u0085\u001b[31m\0")]
    [InlineData("\"}\\")]
    public void Any_value_leaves_JSON_valid_on_one_line(string value)
    {
        var json = AsJson(Event(LogEventLevel.Error, "{Value}", new InvalidOperationException(value), ("Value", value)));

        Assert.Equal('\n', json[^1]);
        Assert.DoesNotContain(json[..^1], c => char.IsControl(c) || c is '\u2028' or '\u202E');
        using var document = JsonDocument.Parse(json);
        Assert.Equal(value, document.RootElement.GetProperty("Value").GetString());
        Assert.Equal($"System.InvalidOperationException: {value}", document.RootElement.GetProperty("@x").GetString());
    }

    [Fact]
    public void Every_close_reason_has_a_tag_of_its_own() =>
        Assert.Equal(
            [
                "client-closed", "reset", "room-full", "address-full", "proxy-header", "foreign-origin", "not-a-chat-client", "wrong-password",
                "invalid-username", "name-taken", "handshake-timeout", "banned", "kicked", "idle", "slow-consumer", "shutdown", "room-restarted", "internal-error",
            ],
            Enum.GetValues<CloseReason>().Select(reason => reason.Tag));
}
