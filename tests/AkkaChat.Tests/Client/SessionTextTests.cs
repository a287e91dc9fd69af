using System.Text;
using AkkaChat.Server.Protocol;
using AkkaChat.TerminalClient.Session;
using Microsoft.Extensions.Time.Testing;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The plain parts of a session that deal with text.</summary>
public sealed class SessionTextTests
{
    [Theory]
    [InlineData("hi alice!", "alice", true)]
    [InlineData("ALICE", "alice", true)]
    [InlineData("malice", "alice", false)]
    [InlineData("alice2 alice_", "alice", false)]
    [InlineData("malice or alice", "alice", true)]
    [InlineData("привет, аня", "аня", true)]
    [InlineData("таня", "аня", false)]
    [InlineData("私は花子です", "花子", true)]
    [InlineData("a +1 b", "+1", true)]
    [InlineData("", "alice", false)]
    public void A_mention_is_a_word(string text, string name, bool expected) => Assert.Equal(expected, Mention.IsIn(text, name));

    [Theory]
    [InlineData(" alice\t")]
    [InlineData("❤\uFE0F")]
    [InlineData("\u2003zoë\u2028")]
    public void A_name_is_normalized_as_the_server_does(string name) =>
        Assert.Equal(UsernameCharacters.Normalize(name), MemberName.Normalize(name));

    [Theory]
    [InlineData("")]
    [InlineData("\uFE0F ")]
    [InlineData("a:b")]
    [InlineData("a\u001bb")]
    public void A_name_that_cannot_be_sent_is_refused_at_once(string name) => Assert.NotNull(MemberName.ProblemOf(name));

    [Fact]
    public void The_notices_are_those_of_the_server()
    {
        Assert.Equal(ServerMessages.WrongPassword, ServerNotices.WrongPassword);
        Assert.Equal(ServerMessages.NameTaken, ServerNotices.NameInUse);
        Assert.Equal(ServerMessages.UsernameWithColon, ServerNotices.NameWithColon);
        Assert.True(ServerNotices.IsTemporary(ServerMessages.RoomFull));
        Assert.True(ServerNotices.IsTemporary(ServerMessages.AddressFull));
        Assert.True(ServerNotices.IsExpulsion(ServerMessages.Kicked("spam")));
        Assert.True(ServerNotices.IsExpulsion(ServerMessages.Banned("")));
        Assert.True(ServerNotices.IsExpulsion(ServerMessages.IdleTimeout(TimeSpan.FromSeconds(9))));
        Assert.False(ServerNotices.IsExpulsion(ServerMessages.MessageTooLong(9)));
        Assert.True(ServerNotices.IsTooLong(ServerMessages.MessageTooLong(9)));
        Assert.True(ServerNotices.IsMute(ServerMessages.Muted(null, "spam")));
        Assert.True(ServerNotices.IsMute(ServerMessages.Muted(TimeSpan.FromSeconds(9), "")));
    }

    [Fact]
    public void Every_refusal_of_the_server_is_known() => Assert.All(
        [
            ServerMessages.RoomFull, ServerMessages.AddressFull, ServerMessages.WrongPassword, ServerMessages.TooManyWrongPasswords,
            ServerMessages.NotAChatClient, ServerMessages.NameTaken, ServerMessages.UsernameNotUtf8, ServerMessages.UsernameEmpty,
            ServerMessages.UsernameWithColon, ServerMessages.UsernameWithControl, ServerMessages.UsernameWithInvisible(new Rune(0x200B)),
            ServerMessages.UsernameTooLong(9), ServerMessages.UsernameReserved("server"), ServerMessages.NameBanned("spam"),
            ServerMessages.Banned("spam"), ServerMessages.HandshakeTimeout(TimeSpan.FromSeconds(9)),
        ],
        words => Assert.True(ServerNotices.IsRefusal(words), words));

    [Fact]
    public void A_transcript_keeps_the_newest_entries_and_their_numbers()
    {
        var log = new Transcript(new FakeTimeProvider());
        var count = 3 * Transcript.MaxEntries;
        for (var i = 0; i < count; i++)
            log.Add(LogEntryKind.Note, $"{i}");

        Assert.Equal(count, log.Counts.End);
        Assert.InRange(log.Counts.End - log.First, Transcript.MaxEntries, Transcript.MaxEntries * 5 / 4);
        Assert.Equal($"{count - 1}", log.At(count - 1)!.Text);
        Assert.Null(log.At(log.First - 1));
    }

    [Fact]
    public void A_transcript_of_long_lines_is_bounded_by_their_length()
    {
        var log = new Transcript(new FakeTimeProvider());
        for (var i = 0; i < 200; i++)
            log.Add(LogEntryKind.Note, new string('x', 100_000));

        Assert.InRange((log.Counts.End - log.First) * 100_000, Transcript.MaxCharacters / 2, Transcript.MaxCharacters);
    }

    [Fact]
    public void Another_day_is_an_entry_of_its_own()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 23, 59, 0, TimeSpan.Zero));
        var log = new Transcript(time);
        log.Add(LogEntryKind.Note, "before");
        time.Advance(TimeSpan.FromMinutes(2));
        log.Add(LogEntryKind.Note, "after");

        Assert.Equal((LogEntryKind.Day, "Friday, 27 November"), (log.At(1)!.Kind, log.At(1)!.Text));
        Assert.Equal("after", log.At(2)!.Text);
    }

    [Fact]
    public void History_goes_back_and_returns_to_what_was_being_typed()
    {
        var history = new InputHistory();
        history.Add("one");
        history.Add("two");
        history.Add("two");

        Assert.Equal("two", history.Move(-1, "draft"));
        Assert.Equal("one", history.Move(-1, "two"));
        Assert.Null(history.Move(-1, "one"));
        Assert.Equal("two", history.Move(1, "one"));
        Assert.Equal("draft", history.Move(1, "two"));
        Assert.Null(history.Move(1, "draft"));
    }
}
