using System.Runtime.CompilerServices;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>A listener on the meter of a running server.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Lines_and_bytes_are_counted_also_before_a_listener_starts()
    {
        await using var server = await RunningServer.StartAsync();
        using var alice = await server.JoinAsync("alice");
        using (var bob = await server.JoinAsync("bob"))
        {
            Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
            await bob.SendAsync("hi\n");
            Assert.Equal("bob:hi", await bob.ReadLineAsync());
            Assert.Equal("bob:hi", await alice.ReadLineAsync());
            bob.HalfClose();
            Assert.Equal("", await bob.ReadToEndAsync());
        }

        using var meter = new MeterReader(server.MeterFactory);
        await alice.SendAsync("one\ntwo\n");
        Assert.Equal("alice:one", await alice.ReadLineAsync());
        Assert.Equal("alice:two", await alice.ReadLineAsync());

        // JoinAsync sends one line and receives it.
        await UntilAsync(() => meter["akkachat.line.received"] == 5);
        await UntilAsync(() => meter["akkachat.line.delivered"] == 7);
        await UntilAsync(() => meter["akkachat.connection.count"] == 1);
        Assert.Equal(1, meter["akkachat.member.count"]);
        Assert.Equal(0, meter["akkachat.member.pending"]);
        Assert.Equal(0, meter["akkachat.member.congested"]);
        Assert.InRange(meter["akkachat.network.io{receive}"], 30, 60);
        Assert.InRange(meter["akkachat.network.io{transmit}"], 50, 90);
    }

    [Fact]
    public async Task Admitted_refused_and_ended_connections_are_counted_by_reason_and_door()
    {
        await using var server = await RunningServer.StartAsync(("limits.max-connections", "1"));
        using var meter = new MeterReader(server.MeterFactory);
        using (var alice = await server.JoinAsync("alice"))
        {
            using var refused = await server.ConnectAsync();
            Assert.Equal("server:the room is full\n", await refused.ReadToEndAsync());
        }

        await UntilAsync(() => meter["akkachat.connection.count"] == 0);
        using (var nameless = await server.ConnectAsync())
        {
            await nameless.SendAsync("no:name\n");
            await nameless.ReadToEndAsync();
        }

        await UntilAsync(() => meter["akkachat.connection.accepted{tcp}"] == 2);
        await UntilAsync(() => meter["akkachat.connection.ended{client-closed,tcp}"] == 1);
        await UntilAsync(() => meter["akkachat.connection.refused{room-full,tcp}"] == 1);
        await UntilAsync(() => meter["akkachat.connection.refused{invalid-username,tcp}"] == 1);
        Assert.Equal(0, meter["akkachat.member.count"]);
    }

    [Fact]
    public async Task Commands_of_operators_are_counted_by_verb_and_outcome()
    {
        await using var server = await RunningServer.StartAsync();
        using var meter = new MeterReader(server.MeterFactory);

        foreach (var outcome in new[] { CommandOutcome.Done, CommandOutcome.Done, CommandOutcome.NoMatch })
            server.System.EventStream.Publish(new ChatEvents.OperatorCommand("kick", "kick alice", IsRead: false, 0, outcome));

        await UntilAsync(() => meter["akkachat.operator.command{kick,done}"] == 2);
        await UntilAsync(() => meter["akkachat.operator.command{kick,no-match}"] == 1);
    }

    [Fact]
    public async Task The_time_until_the_last_write_is_measured_while_a_listener_is_enabled()
    {
        await using var server = await RunningServer.StartAsync();
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        Assert.Equal("bob:bob is here", await alice.ReadLineAsync());
        using var meter = new MeterReader(server.MeterFactory);

        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync("hello\n");
            Assert.Equal("alice:hello", await alice.ReadLineAsync());
            Assert.Equal("alice:hello", await bob.ReadLineAsync());
        }

        await UntilAsync(() => meter.Durations.Count == 3);
        Assert.All(meter.Durations, seconds => Assert.InRange(seconds, 0, Eventually.DefaultTimeout.TotalSeconds));
    }

    [Fact]
    public async Task A_member_that_does_not_read_is_counted_as_congested()
    {
        await using var server = await RunningServer.StartAsync(
            ("message.max-length", "1 KiB"), ("limits.max-pending", "256 KiB"), ("limits.fair-share", "8 KiB"));
        using var meter = new MeterReader(server.MeterFactory);
        using var stuck = await server.JoinAsync("stuck");
        using var talker = await server.JoinAsync("talker");
        var paste = string.Concat(Enumerable.Repeat(new string('x', 1000) + "\n", 40_000));
        var pasting = talker.SendAsync(paste);
        var reading = talker.ReadToEndAsync();

        await UntilAsync(() => meter["akkachat.member.congested"] == 1);
        Assert.InRange(meter["akkachat.member.pending"], 100_000, 1_000_000);

        stuck.Dispose();
        await UntilAsync(() => meter["akkachat.member.congested"] == 0 && meter["akkachat.member.count"] == 1);
        await pasting;
        talker.HalfClose();
        await reading;
    }

    private static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        Eventually.TrueAsync(condition, text!);
}
