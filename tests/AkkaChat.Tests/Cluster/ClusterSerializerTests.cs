using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

public sealed class ClusterSerializerTests : IAsyncLifetime
{
    private static readonly Epoch SomeEpoch = new(3, 77);
    private static readonly NodeSet Nodes = new([new RelayNode(1, "akka.tcp://akkachat@10.0.0.1:9200"), new RelayNode(2, "akka.tcp://akkachat@ä:1")]);
    private static readonly Checkpoint SomeCheckpoint = new(
        9, new Epoch(2, 5), new StreamState(new Epoch(1, 3), Nodes, ImmutableDictionary<long, long>.Empty.Add(1, 44)));

    private readonly ActorSystem _system = ActorSystem.Create("akkachat", AkkaClusterConfig
        .Create(new ClusterSettings(new HostPort("127.0.0.1", 0), "127.0.0.1", [new HostPort("127.0.0.1", 1)], true, null), longestPost: 0));

    private ClusterSerializer Serializer => new((ExtendedActorSystem)_system);

    public static TheoryData<object> Messages =>
    [
        new Hello(SomeEpoch),
        new Attach(1, SomeEpoch, new Epoch(1, 3), new Epoch(2, 9), 11, 10, Nodes, true),
        new Refused(1, SomeEpoch),
        new Fetch(SomeEpoch, -1),
        new Fetched(1, SomeEpoch, SomeCheckpoint, 10, []),
        new Fetched(1, SomeEpoch, null, 10, [Entry.Opening(SomeEpoch), Entry.OfPost(SomeEpoch, new Mark(1, 2), Encoding.UTF8.GetBytes("a:b\n"))]),
        new Install(SomeEpoch, SomeCheckpoint),
        new Removed(SomeEpoch, 1),
        new Ordered(SomeEpoch, 4, new Epoch(1, 1), Entry.OfNodes(SomeEpoch, Nodes), new StreamStatus(3, 2, 2, true)),
        new Commit(SomeEpoch, new StreamStatus(3, 2, 2, false)),
        new Ack(1, SomeEpoch, 5, 4, true, false),
        new ReserveName(1, SomeEpoch, 7, "zoë"),
        new AskName(SomeEpoch, "zoë", 8),
        new NameAnswer(1, SomeEpoch, "zoë", 8, true),
        new NameDecided(SomeEpoch, 1, "zoë", 7, false),
        new Post(1, SomeEpoch, 6, Encoding.UTF8.GetBytes("a:b\nc:d\n")),
        new NodeMessages.Command("kick", true, Encoding.UTF8.GetBytes("""{"request":{"target":"ä"}}""")),
        new NodeMessages.Answer(200, Encoding.UTF8.GetBytes("""{"affected":1}""")),
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_arrives_as_it_was_sent(object message)
    {
        var serializer = Serializer;

        var bytes = serializer.ToBinary(message);
        var received = serializer.FromBinary(bytes, serializer.Manifest(message));

        Assert.Equal(message.GetType(), received.GetType());
        Assert.Equal(bytes, serializer.ToBinary(received));
        Assert.IsType<ClusterSerializer>(_system.Serialization.FindSerializerFor(message));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_that_was_cut_off_is_refused(object message)
    {
        var serializer = Serializer;
        var bytes = serializer.ToBinary(message);

        Assert.All(
            Enumerable.Range(0, bytes.Length),
            length => Assert.Throws<SerializationException>(() => serializer.FromBinary(bytes[..length], serializer.Manifest(message))));
    }

    [Fact]
    public void The_members_of_a_large_room_fit_into_a_frame()
    {
        var members = Enumerable.Range(0, 10_000).Select(id => new ControlAnswers.Member(
            id, $"member number {id}", $"203.0.{id >> 8}.{id & 255}:{50_000 + id}", "tls", DateTime.UnixEpoch.AddMilliseconds(id * 12_345.6789), id, 7L * id, 0, id, false)).ToArray();
        var answer = new NodeMessages.Answer(200, JsonSerializer.SerializeToUtf8Bytes(members, ControlJson.Readable.IReadOnlyListMember));

        var bytes = Serializer.ToBinary(answer);

        Assert.InRange(bytes.Length, 1, 512 * 1024);
        Assert.Equal(answer.Body, ((NodeMessages.Answer)Serializer.FromBinary(bytes, "e")).Body);
    }

    [Fact]
    public void An_answer_that_is_not_packed_is_refused()
    {
        var bytes = Serializer.ToBinary(new NodeMessages.Answer(200, Encoding.UTF8.GetBytes("""{"affected":1}""")));
        bytes.AsSpan(9).Fill(0xFF);

        Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes, "e"));
    }

    [Fact]
    public void Another_version_is_refused()
    {
        var bytes = Serializer.ToBinary(new Hello(SomeEpoch));
        bytes[0]++;

        Assert.Throws<SerializationException>(() => Serializer.FromBinary(bytes, "h"));
    }

    [Fact]
    public void JSON_of_another_node_is_refused()
    {
        var type = typeof(ConnectionLimits).AssemblyQualifiedName!;

        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize("{}"u8.ToArray(), 1, type));
    }
}
