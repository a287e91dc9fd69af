using AkkaChat.TerminalClient.Connection;
using AkkaChat.TerminalClient.Session;
using AkkaChat.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AkkaChat.Tests.TerminalClient;

/// <summary>The session over real sockets, with a server in the hands of the test. Time passes only if a test says so.</summary>
public sealed class ChatSessionTests : IDisposable
{
    private readonly FakeRoom _room = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _end = new();
    private ChatSession _session = null!;
    private Task _running = null!;

    public void Dispose()
    {
        _end.Cancel();
        _room.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task A_member_sees_the_lines_of_others_and_knows_its_own()
    {
        using var client = await JoinAsync();
        Assert.True(_session.TrySend("hi bob"));
        Assert.Equal("hi bob", await client.ReadLineAsync());

        await client.SendAsync("alice:hi bob\nalice:hi bob\nbob:hi alice: hello\n");

        await LoggedAsync(LogEntryKind.Message, "hi alice: hello");
        var messages = Entries().Where(entry => entry.Kind == LogEntryKind.Message).ToList();
        // Only one was sent here: another member may have the same name.
        Assert.Equal([false, true, false, false], messages.Select(entry => entry.IsOwn));
        Assert.Equal([false, false, false, true], messages.Select(entry => entry.IsMention));
        Assert.Equal(1, _session.Log.Counts.Mentions);
    }

    [Fact]
    public async Task The_password_follows_the_name()
    {
        Start("se:same");

        using var client = await _room.AcceptAsync("alice:se:same");
    }

    [Fact]
    public async Task The_first_line_is_the_name_even_if_another_is_sent_at_once()
    {
        await using var connection = await _room.Connector().ConnectAsync(_end.Token);
        var gate = new Lock();
        using var conversation = new Conversation(connection, "alice", null, new Transcript(_time), _time, gate, () => { });
        lock (gate)
            conversation.Send("hello");

        var running = conversation.RunAsync(TimeSpan.Zero, _end.Token);

        using (var client = await _room.AcceptAsync("alice"))
        {
            Assert.Equal("hello", await client.ReadLineAsync());
            await client.EndAsync();
        }

        Assert.Equal(EndKind.ServerClosed, (await running.WaitAsync(Eventually.DefaultTimeout)).Kind);
    }

    [Fact]
    public async Task A_name_that_is_not_refused_for_a_while_is_accepted()
    {
        Start();
        using var client = await _room.AcceptAsync("alice");
        await StateAsync(SessionState.Joining);

        await AdvanceUntilAsync(() => _session.Status.State == SessionState.Connected);
    }

    [Fact]
    public async Task A_server_that_was_never_reached_ends_the_session()
    {
        _room.Close();
        Start();

        var failure = await Assert.ThrowsAsync<ConnectException>(() => _running.WaitAsync(Eventually.DefaultTimeout));
        Assert.StartsWith("cannot connect to 127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_lost_connection_the_session_comes_back_and_shows_the_gap()
    {
        using (var client = await JoinAsync())
        {
            _room.Close();
            client.Reset();
        }

        await LostAsync();
        Assert.False(_session.TrySend("lost"));
        await LoggedAsync(LogEntryKind.Gap, "Not connected since 12:00");
        await AdvanceUntilAsync(() => _time.GetUtcNow().Minute > 0);
        _room.Open();

        using var again = await AcceptSoonAsync();
        await again.SendAsync("bob:you are back\n");

        await StateAsync(SessionState.Connected);
        Assert.Equal("", _session.Status.Trouble);
        await LoggedAsync(LogEntryKind.Gap, $"Not connected from 12:00 to {_time.GetUtcNow():HH:mm}");
    }

    [Fact]
    public async Task Lines_that_had_not_come_back_are_reported()
    {
        using var client = await JoinAsync();
        _session.TrySend("one");
        _session.TrySend("two");
        await client.SendAsync("alice:one\n");
        await LoggedAsync(LogEntryKind.Message, "one");

        await client.EndAsync();

        await StateAsync(SessionState.Waiting);
        Assert.Equal("The server is shutting down or restarting.", _session.Status.Trouble);
        Assert.EndsWith("before this came back, it may have been seen or not: two", Assert.Single(Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_waits_for_the_echo_of_all_lines()
    {
        using var client = await JoinAsync();
        _session.TrySend("one");
        _session.TrySend("two");

        _session.Leave();

        Assert.Equal("one", await client.ReadLineAsync());
        Assert.Equal("two", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
        Assert.False(_running.IsCompleted);
        await client.EndAsync("alice:one\n");
        await _running.WaitAsync(Eventually.DefaultTimeout);
        Assert.Equal(["two"], _session.Unconfirmed);
    }

    [Fact]
    public async Task Leave_ends_at_once_if_every_line_has_its_echo()
    {
        using var client = await JoinAsync();

        _session.Leave();

        await _running.WaitAsync(Eventually.DefaultTimeout);
    }

    [Fact]
    public async Task Leave_without_a_connection_ends_at_once()
    {
        using (var client = await JoinAsync())
            client.Reset();
        await StateAsync(SessionState.Waiting);

        _session.Leave();

        await _running.WaitAsync(Eventually.DefaultTimeout);
    }

    [Fact]
    public async Task A_line_that_was_sent_before_the_name_was_refused_is_reported()
    {
        Start();
        using var client = await _room.AcceptAsync("alice");
        Assert.True(_session.TrySend("early"));
        Assert.Equal("early", await client.ReadLineAsync());

        await client.EndAsync("server:username is in use\n");

        await StateAsync(SessionState.Refused);
        Assert.EndsWith(" before this came back, it may have been seen or not: early", Warnings()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_the_server_is_the_answer_to_no_line()
    {
        using var client = await JoinAsync();
        _session.TrySend("hi bob");

        await client.SendAsync("server:maintenance at noon\nalice:hi bob\n");

        await LoggedAsync(LogEntryKind.Message, "hi bob");
        Assert.True(Entries()[^1].IsOwn);
    }

    [Fact]
    public async Task A_line_that_was_too_long_is_reported_by_the_server_only()
    {
        using var client = await JoinAsync();
        _time.Advance(TimeSpan.FromHours(1));
        _session.TrySend("short");
        _session.TrySend("much too long");

        await client.EndAsync("server:message longer than 5 bytes was not sent\n");

        await StateAsync(SessionState.Waiting);
        Assert.EndsWith(" it may have been seen or not: short", Assert.Single(Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_network_is_given_up_after_half_a_minute_without_an_echo()
    {
        using var client = await JoinAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_session.TrySend("anybody?"));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(SessionState.Connected, _session.Status.State);

        _time.Advance(TimeSpan.FromSeconds(1));

        await LostAsync();
    }

    [Fact]
    public async Task Further_lines_do_not_hide_a_silent_network()
    {
        using var client = await JoinAsync();
        _session.TrySend("anybody?");
        _time.Advance(TimeSpan.FromSeconds(20));
        _session.TrySend("hello?");

        _time.Advance(TimeSpan.FromSeconds(10));

        await LostAsync();
    }

    [Fact]
    public async Task A_muted_member_expects_no_echo_until_one_comes_back()
    {
        using var client = await JoinAsync();
        _session.TrySend("one");
        await client.SendAsync("server:your messages are not sent for 90 seconds\n");
        await LoggedAsync(LogEntryKind.Server, "your messages are not sent for 90 seconds");
        _session.TrySend("two");
        _time.Advance(TimeSpan.FromHours(1));
        await client.SendAsync("bob:three\n");
        await LoggedAsync(LogEntryKind.Message, "three");

        _session.TrySend("four");
        _session.TrySend("five");
        await client.SendAsync("alice:four\n");
        await LoggedAsync(LogEntryKind.Message, "four");
        Assert.True(Entries()[^1].IsOwn);
        Assert.True(_session.TrySend("six"));
        _time.Advance(TimeSpan.FromSeconds(30));

        await StateAsync(SessionState.Waiting);
        Assert.Equal(["five", "six"], Warnings().Select(text => text.Split(": ")[^1]));
    }

    [Theory]
    [InlineData("server:username must not be 'server'\n", "The server says: “username must not be 'server'”.")]
    [InlineData("server:username is in use\n", "Somebody here already has this name. The server says: “username is in use”.")]
    // A server with another name of its own.
    [InlineData("Chat:this username is refused for now\n", "The server says: “this username is refused for now”.")]
    [InlineData("Chat:username is in use\n", "Somebody here already has this name. The server says: “username is in use”.")]
    public async Task A_refusal_is_shown_and_not_tried_again(string refusal, string shown)
    {
        Start();
        using var client = await _room.AcceptAsync("alice");

        await client.EndAsync(refusal);

        await StateAsync(SessionState.Refused);
        Assert.Equal(shown, _session.Status.Trouble);
        Assert.Equal(shown, Warnings()[^1]);
        Assert.DoesNotContain(Entries(), entry => entry.Kind is LogEntryKind.Note or LogEntryKind.Gap);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_room.HasVisitor);
        _session.Reconnect();
        using var again = await _room.AcceptAsync("alice");
    }

    [Fact]
    public async Task A_full_room_is_tried_again()
    {
        Start();
        using (var client = await _room.AcceptAsync("alice"))
            await client.EndAsync("server:the room is full\n");
        await StateAsync(SessionState.Waiting);

        using var again = await AcceptSoonAsync();
    }

    [Fact]
    public async Task The_ghost_of_a_lost_connection_is_waited_for_two_minutes()
    {
        using (var client = await JoinAsync())
            client.Reset();
        var lostAt = _time.GetUtcNow();

        while (_session.Status.State != SessionState.Refused)
        {
            using var client = await AcceptSoonAsync();
            await client.EndAsync("server:username is in use\n");
            await Eventually.TrueAsync(() => _session.Status.State is SessionState.Waiting or SessionState.Refused, "the name is refused");
        }

        Assert.InRange((_time.GetUtcNow() - lostAt).TotalSeconds, 120, 150);
        Assert.StartsWith("Somebody here already has this name.", _session.Status.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_put_out_does_not_come_back_by_itself()
    {
        using var client = await JoinAsync();
        _time.Advance(TimeSpan.FromHours(1));

        await client.EndAsync("server:an operator has disconnected you: spam\n");

        await StateAsync(SessionState.Refused);
        Assert.Equal("You were put out of the room. The server says: “an operator has disconnected you: spam”.", _session.Status.Trouble);
    }

    [Fact]
    public async Task An_announcement_before_a_restart_is_no_refusal()
    {
        using var client = await JoinAsync();
        _time.Advance(TimeSpan.FromHours(1));

        await client.EndAsync("server:the server restarts\n");

        await StateAsync(SessionState.Waiting);
        await LoggedAsync(LogEntryKind.Server, "the server restarts");
    }

    [Fact]
    public async Task A_line_of_a_member_before_a_restart_is_no_refusal()
    {
        Start();
        using var client = await _room.AcceptAsync("alice");
        await Eventually.TrueAsync(() => _session.Status.State == SessionState.Joining, "the session awaits a refusal");
        await AdvanceUntilAsync(() => _session.Status.State == SessionState.Connected);

        await client.EndAsync("bob:see you\n");

        await StateAsync(SessionState.Waiting);
        await LoggedAsync(LogEntryKind.Message, "see you");
    }

    [Fact]
    public async Task A_member_that_says_what_could_be_a_refusal_is_shown()
    {
        Start();
        using var client = await _room.AcceptAsync("alice");

        await client.SendAsync("bob:the room is full\nbob:of people\n");

        await LoggedAsync(LogEntryKind.Message, "of people");
        Assert.Equal("the room is full", Entries()[^2].Text);
        Assert.Equal(SessionState.Connected, _session.Status.State);
        await client.EndAsync();
        await StateAsync(SessionState.Waiting);
    }

    [Fact]
    public async Task The_password_is_asked_for_until_it_is_right()
    {
        Start();
        using (var client = await _room.AcceptAsync("alice"))
            await client.EndAsync("server:wrong password, send username:password\n");
        await StateAsync(SessionState.PasswordNeeded);
        Assert.Equal("The room has a password.", _session.Status.Trouble);

        _session.EnterPassword("sesam");
        using (var client = await _room.AcceptAsync("alice:sesam"))
            await client.EndAsync("server:wrong password, send username:password\n");
        await Eventually.TrueAsync(() => _session.Status.Trouble.StartsWith("That password is not right.", StringComparison.Ordinal), "it is wrong");

        _session.EnterPassword("sesame");
        using var again = await _room.AcceptAsync("alice:sesame");
    }

    [Fact]
    public async Task A_member_that_changes_its_name_joins_again()
    {
        using var client = await JoinAsync();

        _session.Rename("älice");

        Assert.Null(await client.ReadLineAsync());
        using var again = await _room.AcceptAsync("älice");
        await again.SendAsync("bob:who?\n");
        await LoggedAsync(LogEntryKind.Note, "You are älice now.");
        Assert.Equal("älice", _session.Status.Name);
    }

    [Fact]
    public async Task A_new_name_that_is_refused_leaves_the_old_one_in_use()
    {
        using var client = await JoinAsync();
        _session.Rename("bob");
        using (var refused = await _room.AcceptAsync("bob"))
            await refused.EndAsync("server:username is in use\n");

        using var again = await _room.AcceptAsync("alice");

        Assert.Equal("“bob” was refused: username is in use; you are still alice.", Warnings()[^1]);
        Assert.Equal("alice", _session.Status.Name);
    }

    [Fact]
    public async Task Of_a_flood_the_newest_lines_are_kept()
    {
        const int count = 300_000;
        using var client = await JoinAsync();

        await client.SendAsync(string.Concat(Enumerable.Range(1, count).Select(i => $"bob:line {i}\n")));

        await LoggedAsync(LogEntryKind.Message, $"line {count}");
        Assert.True(_session.Log.Counts.End - _session.Log.First <= Transcript.MaxEntries * 5 / 4);
        Assert.Equal($"line {count - Transcript.MaxEntries / 2}", _session.Log.At(_session.Log.Counts.End - 1 - (Transcript.MaxEntries / 2))!.Text);
    }

    [Fact]
    public async Task Garbage_is_shown_as_safe_text()
    {
        using var client = await JoinAsync();

        await client.SendAsync((byte[])[0, 0x1B, (byte)'c', 0xFF, (byte)'\n', .. "\u001b]0;x\a:text\nbob:ok\n"u8]);

        await LoggedAsync(LogEntryKind.Message, "ok");
        Assert.Equal([("", "??c\uFFFD"), ("?]0;x?", "text")], Entries().TakeLast(3).Take(2).Select(entry => (entry.Author, entry.Text)));
    }

    private void Start(string? password = null)
    {
        _session = new ChatSession(_room.Connector(), _time, () => 1, "alice", password);
        _running = Task.Run(() => _session.RunAsync(_end.Token));
    }

    private async Task<FakeRoomClient> JoinAsync()
    {
        Start();
        var client = await _room.AcceptAsync("alice");
        await client.SendAsync("bob:welcome\n");
        await StateAsync(SessionState.Connected);
        return client;
    }

    private async Task LostAsync()
    {
        await StateAsync(SessionState.Waiting);
        Assert.Equal("The connection was lost.", _session.Status.Trouble);
    }

    private Task StateAsync(SessionState state) => Eventually.TrueAsync(() => _session.Status.State == state, $"the state is {state}");

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "a time is over");

    /// <summary>Lets pauses pass.</summary>
    private async Task<FakeRoomClient> AcceptSoonAsync()
    {
        var accepted = _room.AcceptAsync("alice");
        await Eventually.TrueAsync(
            () =>
            {
                if (_session.Status.State == SessionState.Waiting)
                    _time.Advance(TimeSpan.FromSeconds(1));
                return accepted.IsCompleted;
            },
            "the session tries again");
        return await accepted;
    }

    private Task LoggedAsync(LogEntryKind kind, string text) =>
        Eventually.TrueAsync(() => Entries().Any(entry => entry.Kind == kind && entry.Text == text), $"{kind} '{text}' is shown");

    private List<LogEntry> Entries()
    {
        var entries = new List<LogEntry>();
        for (var number = _session.Log.First; _session.Log.At(number) is { } entry; number++)
            entries.Add(entry);
        return entries;
    }

    private List<string> Warnings() => [.. Entries().Where(entry => entry.Kind == LogEntryKind.Warning).Select(entry => entry.Text)];
}
