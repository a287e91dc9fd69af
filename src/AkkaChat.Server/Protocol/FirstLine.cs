using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// Reads the first line of a connection, and ends with the first byte after which it cannot be a username any more. It
/// reads one byte at a time, so that the result does not depend on the segmentation of the stream. A byte order mark at
/// the start of the stream is dropped. Buffers at most the limits plus three bytes. Not thread-safe.
/// </summary>
/// <param name="maxLength">Maximum bytes of the name, which is the line without its line end; at least 12.</param>
/// <param name="maxPasswordLength">
/// Null if there is no password; otherwise the name ends at the first colon, and these are the maximum bytes behind it.
/// </param>
internal sealed class FirstLine(int maxLength, int? maxPasswordLength = null)
{
    private const byte LF = (byte)'\n';
    private const byte CR = (byte)'\r';
    private const byte Colon = (byte)':';

    private readonly List<byte> _bytes = [];
    private bool _isBomDropped;

    /// <summary>Bytes that were searched for control characters.</summary>
    private int _searched;

    /// <summary>A character of the name was found, not only white space that is trimmed.</summary>
    private bool _hasName;

    /// <summary>A control character that is white space follows the name: trimmed, unless the name goes on.</summary>
    private bool _hasControlAfterName;

    /// <summary>Bytes up to the colon that ends the name, that included; 0 while there is none.</summary>
    private int _passwordStart;

    private int MaxBytes => _passwordStart == 0 ? maxLength : _passwordStart + maxPasswordLength!.Value;

    private FirstLineResult ResultOfTooLong =>
        _passwordStart == 0 ? FirstLineResult.TooLong : FirstLineResult.ImpossiblePassword;

    /// <summary>Reads until the result is certain.</summary>
    /// <param name="input">Unread input; on return the part that is still unread.</param>
    /// <param name="line">The line if it is complete, perhaps with a CR at its end; valid until the next call.</param>
    public FirstLineResult Read(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        var result = FirstLineResult.Incomplete;
        while (result == FirstLineResult.Incomplete && !input.IsEmpty)
        {
            result = Add(input[0]);
            input = input[1..];
        }

        line = result == FirstLineResult.Line ? UpToLF() : default;
        return result;
    }

    /// <summary>At the end of the stream: returns a partial line, perhaps with a CR at its end.</summary>
    /// <returns>False if there is none.</returns>
    public bool ReadLast(out ReadOnlySpan<byte> line)
    {
        line = UpToLF();
        return _bytes.Count > 0;
    }

    private FirstLineResult Add(byte value)
    {
        _bytes.Add(value);
        var bytes = CollectionsMarshal.AsSpan(_bytes);
        if (bytes is [0xEF, 0xBB, 0xBF] && !_isBomDropped)
        {
            _isBomDropped = true;
            _bytes.Clear();
            _searched = 0;
            return FirstLineResult.Incomplete;
        }

        if (ForeignProtocols.MayBecomeBinary(bytes))
            return FirstLineResult.Incomplete;
        if (ForeignProtocols.IsBinary(bytes))
            return FirstLineResult.BinaryProtocol;
        if (ForeignProtocols.IsText(bytes))
            return FirstLineResult.TextProtocol;
        // An empty line with CR is certain only now: a binary header begins with it.
        if (value == LF || bytes is [CR, LF, ..])
            return FirstLineResult.Line;
        if (value == Colon && maxPasswordLength is not null && _passwordStart == 0)
            _passwordStart = bytes.Length;
        // A trailing CR does not count yet: LF may follow.
        if (bytes.Length > MaxBytes + (value == CR ? 1 : 0))
            return ForeignProtocols.IsCutRequestLine(bytes) ? FirstLineResult.TextProtocol : ResultOfTooLong;
        return FindControl(bytes);
    }

    /// <summary>Searches the characters that are complete and were not searched before.</summary>
    private FirstLineResult FindControl(ReadOnlySpan<byte> bytes)
    {
        while (Rune.DecodeFromUtf8(bytes[_searched..], out var rune, out var length) != OperationStatus.NeedMoreData)
        {
            var isInPassword = _passwordStart > 0 && _searched >= _passwordStart;
            // A CR at the end of a password does not count yet: LF may follow.
            if (isInPassword && rune.Value == CR && _searched + length == bytes.Length)
                break;

            _searched += length;
            if (isInPassword && UsernameCharacters.IsControl(rune))
                return FirstLineResult.ImpossiblePassword;
            if (!isInPassword && _searched != _passwordStart && IsControlInName(rune))
                return FirstLineResult.ControlCharacter;
        }

        return FirstLineResult.Incomplete;
    }

    private bool IsControlInName(Rune rune)
    {
        if (UsernameCharacters.IsVariationSelector(rune))
            return false;

        var isControl = UsernameCharacters.IsControl(rune);
        if (Rune.IsWhiteSpace(rune))
            _hasControlAfterName |= isControl && _hasName;
        else if (isControl || _hasControlAfterName)
            return true;
        else
            _hasName = true;
        return false;
    }

    private ReadOnlySpan<byte> UpToLF()
    {
        ReadOnlySpan<byte> bytes = CollectionsMarshal.AsSpan(_bytes);
        return bytes.IndexOf(LF) is >= 0 and var end ? bytes[..end] : bytes;
    }
}
