using System.Buffers.Binary;
using System.Text;

namespace AkkaChat.Server.Cluster;

/// <summary>Writes the fields of a message: little-endian numbers, texts and bytes behind their length.</summary>
/// <param name="capacity">Initial size in bytes.</param>
internal sealed class WireWriter(int capacity)
{
    private byte[] _buffer = new byte[capacity];
    private int _length;

    public byte[] ToArray() => _length == _buffer.Length ? _buffer : _buffer[.._length];

    public void Write(byte value) => Reserve(1)[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Write(Epoch epoch)
    {
        Write(epoch.Number);
        Write(epoch.Sequencer);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void Write(NodeSet nodes)
    {
        Write(nodes.Count);
        foreach (var node in nodes.Nodes)
        {
            Write(node.Relay);
            Write(node.Address);
        }
    }

    public void Write(Entry entry)
    {
        Write(entry.Epoch);
        Write(entry.Mark.Relay);
        Write(entry.Mark.Number);
        Write(entry.Nodes is not null);
        if (entry.Nodes is not null)
            Write(entry.Nodes);
        Write(entry.Lines.AsSpan());
    }

    public void Write(Checkpoint checkpoint)
    {
        Write(checkpoint.Position);
        Write(checkpoint.Epoch);
        Write(checkpoint.State.Room);
        Write(checkpoint.State.Nodes);
        Write(checkpoint.State.Marks.Count);
        foreach (var (relay, number) in checkpoint.State.Marks)
        {
            Write(relay);
            Write(number);
        }
    }

    public void Write(StreamStatus status)
    {
        Write(status.Committed);
        Write(status.Stable);
        Write(status.Nodes);
        Write(status.IsCongested);
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_length + count, 2 * _buffer.Length));
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
