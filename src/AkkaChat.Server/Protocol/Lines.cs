namespace AkkaChat.Server.Protocol;

/// <summary>Contents of one or more messages of one author, in order. Immutable.</summary>
internal sealed class Lines
{
    private Lines(ReadOnlyMemory<byte> bytes, int count)
    {
        Bytes = bytes;
        Count = count;
    }

    /// <summary>The contents, each followed by LF and without any other LF.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public int Count { get; }

    /// <summary>Collects lines. A mutable struct that must not be copied; used within one decoding step.</summary>
    /// <param name="capacity">Initial capacity and growth step in bytes; the length of the undecoded input nearly always suffices.</param>
    public struct Builder(int capacity)
    {
        private byte[]? _bytes;
        private int _length;
        private int _count;

        public void Add(ReadOnlySpan<byte> content)
        {
            var needed = _length + content.Length + 1;
            if (_bytes is null)
                _bytes = new byte[Math.Max(capacity, needed)];
            else if (needed > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length + capacity));

            content.CopyTo(_bytes.AsSpan(_length));
            _bytes[needed - 1] = (byte)'\n';
            _length = needed;
            _count++;
        }

        /// <summary>Hands over the buffer: the builder must not be used again.</summary>
        /// <returns>The lines, or null if there are none.</returns>
        public readonly Lines? Build() => _bytes is null ? null : new Lines(_bytes.AsMemory(0, _length), _count);
    }
}
