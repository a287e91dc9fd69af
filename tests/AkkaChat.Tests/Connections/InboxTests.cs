using AkkaChat.Server.Network;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Network;

public sealed class InboxTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Gives_all_complete_messages_of_a_read()
    {
        var inbox = new Inbox(100, sanitize: true, pacing: null);

        Assert.Equal("one\ntwo\n", Read(inbox, "one\r\ntwo\nthr"));
        Assert.Equal("three\n", Read(inbox, "ee\n"));
        Assert.Null(Read(inbox, "four"));
    }

    [Fact]
    public void Makes_the_text_safe_if_it_is_to()
    {
        Assert.Equal("?[2J\n", Read(new Inbox(100, sanitize: true, pacing: null), "\u001B[2J\n"));
        Assert.Equal("\u001B[2J\u00FF\n", Read(new Inbox(100, sanitize: false, pacing: null), "\u001B[2J\u00FF\n"));
    }

    [Fact]
    public void The_last_message_is_made_safe_as_well()
    {
        var inbox = new Inbox(100, sanitize: true, pacing: null);
        Read(inbox, "\u001B[2J");

        Assert.Equal("?[2J\n", inbox.ReadLast()!.Bytes.Span.Text());
        Assert.Null(inbox.ReadLast());
    }

    [Fact]
    public void Counts_the_messages_that_are_too_long()
    {
        var inbox = new Inbox(3, sanitize: true, pacing: null);

        var lines = inbox.Read("1234\nabc\n12345\n1234".Bytes(), Start, out var tooLong);

        Assert.Equal("abc\n", lines!.Bytes.Span.Text());
        Assert.Equal(3, tooLong);
    }

    [Fact]
    public void Holds_back_what_the_pacing_does_not_allow_yet()
    {
        var inbox = new Inbox(100, sanitize: true, new Pacing(2, 0, Start));

        Assert.Equal("1\n2\n", Read(inbox, "1\n2\n3\n4\n5"));
        Assert.True(inbox.IsHeldBack);
        Assert.Equal(TimeSpan.FromMilliseconds(500), inbox.Wait);

        Assert.Equal("3\n", ReadRest(inbox, Start + TimeSpan.FromMilliseconds(500)));
        Assert.True(inbox.IsHeldBack);
        Assert.Equal("4\n", ReadRest(inbox, Start + TimeSpan.FromMilliseconds(1500)));
        Assert.False(inbox.IsHeldBack);
        Assert.Equal("5\n", inbox.ReadLast()!.Bytes.Span.Text());
    }

    [Fact]
    public void Too_early_gives_nothing_and_loses_nothing()
    {
        var inbox = new Inbox(100, sanitize: true, new Pacing(1, 0, Start));
        Read(inbox, "1\n2\n");

        Assert.Null(ReadRest(inbox, Start));
        Assert.True(inbox.IsHeldBack);
        Assert.Equal("2\n", ReadRest(inbox, Start + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Messages_that_are_too_long_count_for_the_pacing()
    {
        var inbox = new Inbox(3, sanitize: true, new Pacing(2, 0, Start));

        inbox.Read("1234\n1234\n1234\nabc\n".Bytes(), Start, out var tooLong);

        Assert.Equal(2, tooLong);
        Assert.True(inbox.IsHeldBack);
    }

    private static string? Read(Inbox inbox, string input) => inbox.Read(input.Bytes(), Start, out _)?.Bytes.Span.Text();

    private static string? ReadRest(Inbox inbox, DateTimeOffset now) => inbox.ReadRest(now, out _)?.Bytes.Span.Text();
}
