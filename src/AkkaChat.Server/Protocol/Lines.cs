using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>Contents of one or more messages of one author, in order. Immutable.</summary>
internal sealed class Lines
{
    private Lines(ReadOnlyMemory<byte> bytes, int count)
    {
        Bytes = bytes;
        Count = count;
    }

    /// <summary>A single one, without LF.</summary>
    public static Lines Of(string content)
    {
        var builder = new Builder();
        builder.Add(Encoding.UTF8.GetBytes(content));
        return builder.Build()!;
    }

    /// <summary>The contents, each ended as <see cref="LineFormat"/> has it, and without any other LF.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public int Count { get; }

    /// <summary>Collects the lines of one read. A mutable struct: pass it by reference, since a copy shares its buffer.</summary>
    /// <param name="capacity">Initial capacity and growth step, in bytes; the length of the read is enough in most cases.</param>
    public struct Builder(int capacity)
    {
        private byte[]? _bytes;
        private int _length;
        private int _count;

        public void Add(ReadOnlySpan<byte> content)
        {
            var needed = _length + LineFormat.EndedLength(content);
            if (_bytes is null)
                _bytes = new byte[Math.Max(capacity, needed)];
            else if (needed > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length + capacity));

            LineFormat.CopyEnded(content, _bytes.AsSpan(_length));
            _length = needed;
            _count++;
        }

        /// <summary>Passes the buffer on to the lines: the builder must not be used again.</summary>
        /// <returns>The lines, or null if there are none.</returns>
        public readonly Lines? Build() => _bytes is null ? null : new Lines(_bytes.AsMemory(0, _length), _count);
    }
}
