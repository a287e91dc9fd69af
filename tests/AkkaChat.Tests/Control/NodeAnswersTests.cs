using System.Net;
using System.Text;
using System.Text.Json;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Events;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Tests.Control;

/// <summary>The merged answers to the operator of a cluster.</summary>
public sealed class NodeAnswersTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Members_of_all_nodes_are_listed_in_the_order_in_which_they_came_with_their_nodes()
    {
        var answer = NodeAnswers.Merge(
            ControlVerb.Who,
            [
                ("a:1", Json<IReadOnlyList<Member>>([MemberAt(1, "alice", Noon), MemberAt(2, "carol", Noon.AddHours(2))])),
                ("b:1", Json<IReadOnlyList<Member>>([MemberAt(1, "bob", Noon.AddHours(1))])),
                ("c:1", Json<IReadOnlyList<Member>>([])),
            ]);

        var members = JsonSerializer.Deserialize(answer.Body, ControlJson.Default.IReadOnlyListMember)!;
        Assert.Equal([("alice", 1L, "a:1"), ("bob", 1, "b:1"), ("carol", 2, "a:1")], members.Select(member => (member.Name, member.Id, member.Node)));
        Assert.Equal((200, CommandOutcome.Done, null), (answer.Status, answer.Outcome, answer.Affected));
    }

    [Fact]
    public void A_ban_or_a_mute_of_several_nodes_is_listed_once_with_the_time_of_the_longest()
    {
        var answer = Merge(
            ControlVerb.Bans,
            """[{"kind":"ban","name":"a","network":null,"secondsLeft":59,"reason":"one"},{"kind":"mute","name":"a","network":null,"secondsLeft":5,"reason":""}]""",
            """[{"kind":"ban","name":"a","network":null,"secondsLeft":60,"reason":"two"},{"kind":"ban","name":null,"network":"192.0.2.1/32","secondsLeft":5,"reason":""},{"kind":"mute","name":"A","network":null,"secondsLeft":null,"reason":""}]""");

        Assert.Equal(
            """[{"kind":"ban","name":"a","network":null,"secondsLeft":60,"reason":"two"},{"kind":"ban","name":null,"network":"192.0.2.1/32","secondsLeft":5,"reason":""},{"kind":"mute","name":"A","network":null,"secondsLeft":null,"reason":""}]""",
            Encoding.UTF8.GetString(answer.Body));
    }

    [Theory]
    [InlineData("kick", """{"affected":1}""", """{"affected":2}""", """{"affected":3}""", CommandOutcome.Done, 3)]
    [InlineData("kick", """{"affected":0}""", """{"affected":0}""", """{"affected":0}""", CommandOutcome.NoMatch, null)]
    [InlineData("kick", """{"affected":1,"longer":2}""", """{"affected":0,"longer":2}""", """{"affected":1,"longer":2}""", CommandOutcome.Done, 1)]
    [InlineData("mute", """{"affected":1,"others":1}""", """{"affected":0,"others":2}""", """{"affected":1,"others":3}""", CommandOutcome.Done, 1)]
    [InlineData("mute", """{"affected":1,"longer":1}""", """{"affected":1}""", """{"affected":2,"longer":1}""", CommandOutcome.Done, 2)]
    [InlineData("mute", """{"affected":1,"longer":1}""", """{"affected":2,"longer":2}""", """{"affected":3,"longer":3}""", CommandOutcome.Unchanged, null)]
    [InlineData("unmute", """{"affected":1}""", """{"affected":2}""", """{"affected":2}""", CommandOutcome.Done, 2)]
    [InlineData("unban", """{"affected":1}""", """{"affected":1}""", """{"affected":1}""", CommandOutcome.Done, 1)]
    [InlineData(
        "unban",
        """{"affected":0,"holds":[{"kind":"ban","name":null,"network":"192.0.2.0/24","secondsLeft":5,"reason":""}]}""",
        """{"affected":0,"holds":[{"kind":"ban","name":null,"network":"192.0.2.0/24","secondsLeft":5,"reason":""}]}""",
        """{"affected":0,"holds":[{"kind":"ban","name":null,"network":"192.0.2.0/24","secondsLeft":5,"reason":""}]}""",
        CommandOutcome.NoMatch,
        null)]
    [InlineData(
        "ban", """{"network":"192.0.2.1/32","affected":1}""", """{"network":"192.0.2.1/32","affected":2}""", """{"network":"192.0.2.1/32","affected":3}""",
        CommandOutcome.Done, 3)]
    [InlineData(
        "ban", """{"network":"192.0.2.1/32","affected":1,"longer":1}""", """{"network":"192.0.2.1/32","affected":2}""", """{"network":"192.0.2.1/32","affected":3}""",
        CommandOutcome.Done, 3)]
    [InlineData(
        "ban", """{"network":"192.0.2.1/32","affected":1,"longer":1}""", """{"network":"192.0.2.1/32","affected":2,"longer":1}""",
        """{"network":"192.0.2.1/32","affected":3,"longer":1}""", CommandOutcome.Done, 3)]
    [InlineData(
        "ban", """{"network":"192.0.2.1/32","affected":0,"longer":1}""", """{"network":"192.0.2.1/32","affected":0,"longer":1}""",
        """{"network":"192.0.2.1/32","affected":0,"longer":1}""", CommandOutcome.Unchanged, null)]
    public void Members_are_summed_up_and_bans_and_mutes_that_are_on_every_node_count_once(
        string verb, string one, string other, string both, object outcome, int? affected)
    {
        var answer = Merge(ControlVerb.All.Single(known => known.Name == verb), one, other);

        Assert.Equal(both, Encoding.UTF8.GetString(answer.Body));
        Assert.Equal((200, outcome, affected), (answer.Status, answer.Outcome, answer.Affected));
    }

    [Fact]
    public void Restrictions_of_other_nodes_are_read_from_their_lists()
    {
        var list = NodeAnswers.Restrictions(
        [
            Encoding.UTF8.GetBytes("""[{"kind":"ban","name":"a","network":null,"secondsLeft":60,"reason":"spam"}]"""),
            Encoding.UTF8.GetBytes("""[{"kind":"ban","name":null,"network":"2001:db8::/64","secondsLeft":null,"reason":""},{"kind":"mute","name":"b","network":"192.0.2.1/32","secondsLeft":1,"reason":""}]"""),
        ]);

        Assert.Equal([new("a", null, TimeSpan.FromMinutes(1), "spam"), new(null, IPNetwork.Parse("2001:db8::/64"), null, "")], list.Bans);
        Assert.Equal([new("b", IPNetwork.Parse("192.0.2.1/32"), TimeSpan.FromSeconds(1), "")], list.Mutes);
    }

    private static ControlAnswer Merge(ControlVerb verb, string one, string other) =>
        NodeAnswers.Merge(verb, [("a:1", Encoding.UTF8.GetBytes(one)), ("b:1", Encoding.UTF8.GetBytes(other))]);

    private static byte[] Json<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, ControlJson.Default.Options);

    private static Member MemberAt(long id, string name, DateTime since) => new(id, name, "unix", "unix", since, 0, 0, 0, 0, false);
}
