using AkkaChat.TerminalClient.Session;

namespace AkkaChat.TerminalClient.Connection;

/// <summary>Cuts received bytes into lines of safe text. What it holds is bounded, also if no line ever ends.</summary>
internal sealed class LineFramer
{
    /// <summary>In bytes. The longest message of a server with the default settings, and its author, have less.</summary>
    public const int MaxLineLength = 256 * 1024;

    /// <summary>At the end of a line that was too long.</summary>
    public const string CutMark = " \u2026 (cut)";

    private byte[] _partial = new byte[1024];
    private int _length;
    private bool _isSkipping;

    /// <summary>Adds every line that is complete with these bytes, without its LF, and a line that is too long as soon as it is.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Append(bytes[..end], lines);
            if (!_isSkipping)
                lines.Add(ReceivedText.Decode(_partial.AsSpan(0, _length)));
            _length = 0;
            _isSkipping = false;
            bytes = bytes[(end + 1)..];
        }

        Append(bytes, lines);
    }

    private void Append(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        if (_isSkipping)
            return;
        var taken = bytes[..Math.Min(bytes.Length, MaxLineLength - _length)];
        if (_length + taken.Length > _partial.Length)
            Array.Resize(ref _partial, Math.Min(MaxLineLength, Math.Max(_length + taken.Length, 2 * _partial.Length)));
        taken.CopyTo(_partial.AsSpan(_length));
        _length += taken.Length;
        if (taken.Length == bytes.Length)
            return;
        lines.Add(ReceivedText.Decode(_partial.AsSpan(0, _length)) + CutMark);
        _isSkipping = true;
    }
}
