using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>The bytes of <see cref="ClusterMessages"/> and <see cref="NodeMessages"/> between nodes: a version, and the fields in their order.</summary>
internal sealed class ClusterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The first byte of every message. A node refuses what has another version.</summary>
    private const byte Version = NodeVersion.Current;

    /// <summary>Enough for all fields but lines and sets of nodes.</summary>
    private const int FieldBytes = 160;

    public override int Identifier => 9000;

    public override string Manifest(object o) => o switch
    {
        Hello => "h",
        Attach => "a",
        Refused => "r",
        Fetch => "f",
        Fetched => "g",
        Install => "i",
        Removed => "x",
        Ordered => "o",
        Commit => "c",
        Ack => "k",
        Post => "p",
        ReserveName => "n",
        AskName => "q",
        NameAnswer => "y",
        NameDecided => "d",
        NodeMessages.Command => "b",
        NodeMessages.Answer => "e",
        _ => throw new ArgumentException($"{o.GetType()} is no message between nodes"),
    };

    public override byte[] ToBinary(object obj)
    {
        var writer = new WireWriter(FieldBytes + LinesOf(obj));
        writer.Write(Version);
        switch (obj)
        {
            case Hello hello:
                writer.Write(hello.Epoch);
                break;
            case Attach attach:
                writer.Write(attach.Relay);
                writer.Write(attach.Epoch);
                writer.Write(attach.Room);
                writer.Write(attach.LastEpoch);
                writer.Write(attach.Position);
                writer.Write(attach.Committed);
                writer.Write(attach.Nodes);
                writer.Write(attach.IsMember);
                break;
            case Refused refused:
                writer.Write(refused.Relay);
                writer.Write(refused.Followed);
                break;
            case Fetch fetch:
                writer.Write(fetch.Epoch);
                writer.Write(fetch.After);
                break;
            case Fetched fetched:
                Write(writer, fetched);
                break;
            case Install install:
                writer.Write(install.Epoch);
                writer.Write(install.Checkpoint);
                break;
            case Removed removed:
                writer.Write(removed.Epoch);
                writer.Write(removed.Relay);
                break;
            case Ordered ordered:
                writer.Write(ordered.Epoch);
                writer.Write(ordered.Position);
                writer.Write(ordered.Previous);
                writer.Write(ordered.Entry);
                writer.Write(ordered.Status);
                break;
            case Commit commit:
                writer.Write(commit.Epoch);
                writer.Write(commit.Status);
                break;
            case Ack ack:
                writer.Write(ack.Relay);
                writer.Write(ack.Epoch);
                writer.Write(ack.Received);
                writer.Write(ack.Taken);
                writer.Write(ack.IsCongested);
                writer.Write(ack.HasGap);
                break;
            case Post post:
                writer.Write(post.Relay);
                writer.Write(post.Epoch);
                writer.Write(post.Number);
                writer.Write(post.Lines.AsSpan());
                break;
            case ReserveName reserve:
                writer.Write(reserve.Relay);
                writer.Write(reserve.Epoch);
                writer.Write(reserve.Number);
                writer.Write(reserve.Name);
                break;
            case AskName ask:
                writer.Write(ask.Epoch);
                writer.Write(ask.Name);
                writer.Write(ask.Question);
                break;
            case NameAnswer answer:
                writer.Write(answer.Relay);
                writer.Write(answer.Epoch);
                writer.Write(answer.Name);
                writer.Write(answer.Question);
                writer.Write(answer.IsHeld);
                break;
            case NameDecided decided:
                writer.Write(decided.Epoch);
                writer.Write(decided.Relay);
                writer.Write(decided.Name);
                writer.Write(decided.Number);
                writer.Write(decided.IsGiven);
                break;
            case NodeMessages.Command command:
                writer.Write(command.Verb);
                writer.Write(command.IsPreview);
                writer.Write(PackedBytes.Pack(command.Request));
                break;
            case NodeMessages.Answer answer:
                writer.Write(answer.Status);
                writer.Write(PackedBytes.Pack(answer.Body));
                break;
        }

        return writer.ToArray();
    }

    /// <exception cref="SerializationException">The bytes are of another version, or no message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        try
        {
            var version = reader.ReadByte();
            if (version != Version)
                throw new SerializationException($"a node sends version {version} of the protocol, and this one knows {Version}");
            var message = Read(reader, manifest);
            return reader.IsAtEnd ? message : throw new FormatException("a message is longer than its fields");
        }
        catch (FormatException exception)
        {
            throw new SerializationException(exception.Message);
        }
    }

    private static int LinesOf(object message) => message switch
    {
        Ordered ordered => ordered.Entry.Lines.Count,
        Post post => post.Lines.Count,
        _ => 0,
    };

    private static void Write(WireWriter writer, Fetched fetched)
    {
        writer.Write(fetched.Relay);
        writer.Write(fetched.Epoch);
        writer.Write(fetched.Base is not null);
        if (fetched.Base is not null)
            writer.Write(fetched.Base);
        writer.Write(fetched.Position);
        writer.Write(fetched.Entries.Count);
        foreach (var entry in fetched.Entries)
            writer.Write(entry);
    }

    private static object Read(WireReader reader, string manifest) => manifest switch
    {
        "h" => new Hello(reader.ReadEpoch()),
        "a" => new Attach(
            reader.ReadInt64(), reader.ReadEpoch(), reader.ReadEpoch(), reader.ReadEpoch(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadNodes(),
            reader.ReadBoolean()),
        "r" => new Refused(reader.ReadInt64(), reader.ReadEpoch()),
        "f" => new Fetch(reader.ReadEpoch(), reader.ReadInt64()),
        "g" => ReadFetched(reader),
        "i" => new Install(reader.ReadEpoch(), reader.ReadCheckpoint()),
        "x" => new Removed(reader.ReadEpoch(), reader.ReadInt64()),
        "o" => new Ordered(reader.ReadEpoch(), reader.ReadInt64(), reader.ReadEpoch(), reader.ReadEntry(), reader.ReadStatus()),
        "c" => new Commit(reader.ReadEpoch(), reader.ReadStatus()),
        "k" => new Ack(
            reader.ReadInt64(), reader.ReadEpoch(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean(), reader.ReadBoolean()),
        "p" => new Post(reader.ReadInt64(), reader.ReadEpoch(), reader.ReadInt64(), reader.ReadBytes()),
        "n" => new ReserveName(reader.ReadInt64(), reader.ReadEpoch(), reader.ReadInt64(), reader.ReadText()),
        "q" => new AskName(reader.ReadEpoch(), reader.ReadText(), reader.ReadInt64()),
        "y" => new NameAnswer(reader.ReadInt64(), reader.ReadEpoch(), reader.ReadText(), reader.ReadInt64(), reader.ReadBoolean()),
        "d" => new NameDecided(reader.ReadEpoch(), reader.ReadInt64(), reader.ReadText(), reader.ReadInt64(), reader.ReadBoolean()),
        "b" => new NodeMessages.Command(reader.ReadText(), reader.ReadBoolean(), PackedBytes.Unpack(reader.ReadBytes())),
        "e" => new NodeMessages.Answer(reader.ReadInt32(), PackedBytes.Unpack(reader.ReadBytes())),
        _ => throw new FormatException($"no message has the manifest {manifest}"),
    };

    private static Fetched ReadFetched(WireReader reader)
    {
        var (relay, epoch) = (reader.ReadInt64(), reader.ReadEpoch());
        var checkpoint = reader.ReadBoolean() ? reader.ReadCheckpoint() : null;
        var position = reader.ReadInt64();
        List<Entry> entries = [];
        for (var count = reader.ReadInt32(); count > 0; count--)
            entries.Add(reader.ReadEntry());
        return new Fetched(relay, epoch, checkpoint, position, entries);
    }
}
