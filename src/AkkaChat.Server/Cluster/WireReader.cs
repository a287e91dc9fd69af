using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace AkkaChat.Server.Cluster;

/// <summary>Reads what <see cref="WireWriter"/> writes. Lines are not copied.</summary>
internal sealed class WireReader(byte[] buffer)
{
    private int _position;

    /// <summary>Nothing is left.</summary>
    public bool IsAtEnd => _position == buffer.Length;

    public byte ReadByte() => Take(1)[0];

    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        _ => throw new FormatException("a boolean is neither 0 nor 1"),
    };

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public Epoch ReadEpoch() => new(ReadInt64(), ReadInt64());

    public ArraySegment<byte> ReadBytes()
    {
        var length = ReadInt32();
        return Take(length);
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public NodeSet ReadNodes()
    {
        var nodes = ImmutableArray.CreateBuilder<RelayNode>();
        for (var count = ReadInt32(); count > 0; count--)
            nodes.Add(new RelayNode(ReadInt64(), ReadText()));
        return new NodeSet(nodes.ToImmutable());
    }

    public Entry ReadEntry()
    {
        var epoch = ReadEpoch();
        var mark = new Mark(ReadInt64(), ReadInt64());
        var nodes = ReadBoolean() ? ReadNodes() : null;
        var lines = ReadBytes();
        return nodes is null ? Entry.OfPost(epoch, mark, lines) : Entry.OfNodes(epoch, nodes);
    }

    public Checkpoint ReadCheckpoint()
    {
        var position = ReadInt64();
        var epoch = ReadEpoch();
        var room = ReadEpoch();
        var nodes = ReadNodes();
        var marks = ImmutableDictionary.CreateBuilder<long, long>();
        for (var count = ReadInt32(); count > 0; count--)
        {
            var relay = ReadInt64();
            marks[relay] = ReadInt64();
        }

        return new Checkpoint(position, epoch, new StreamState(room, nodes, marks.ToImmutable()));
    }

    public StreamStatus ReadStatus() => new(ReadInt64(), ReadInt64(), ReadInt32(), ReadBoolean());

    private ArraySegment<byte> Take(int count)
    {
        if (count < 0 || count > buffer.Length - _position)
            throw new FormatException("a message ends too early");
        _position += count;
        return new ArraySegment<byte>(buffer, _position - count, count);
    }
}
