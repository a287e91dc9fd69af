using System.Security.Cryptography;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>
/// The password of the room, which the first line has behind its first colon. Only its hash is kept, so that nothing that
/// prints this object shows it. Immutable.
/// </summary>
internal sealed class RoomPassword
{
    /// <summary>In bytes of UTF-8; the minimum is 1.</summary>
    public const int MaxLength = 256;

    private readonly byte[] _hash;

    /// <exception cref="ArgumentException">The text is not a possible password; it is not in the message.</exception>
    public RoomPassword(string password) => _hash = IsPossible(password)
        ? SHA256.HashData(Encoding.UTF8.GetBytes(password))
        : throw new ArgumentException("not a possible password", nameof(password));

    /// <summary>1 to 256 bytes without control characters, which no first line could have in it.</summary>
    public static bool IsPossible(string password) =>
        Encoding.UTF8.GetByteCount(password) is > 0 and <= MaxLength
        && !password.EnumerateRunes().Any(UsernameCharacters.IsControl);

    /// <summary>Splits a first line at its first colon, and compares what follows, colons and spaces included.</summary>
    /// <param name="line">Perhaps with a CR at its end, which is dropped.</param>
    /// <param name="name">The part before the colon; empty if there is none.</param>
    /// <returns>True if the line has the password. How long that takes depends on the line alone.</returns>
    public bool IsIn(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name)
    {
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        var colon = line.IndexOf((byte)':');
        name = line[..Math.Max(0, colon)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line[(colon + 1)..], hash);
        // Hashes have one length, so the time does not tell that of the password.
        return CryptographicOperations.FixedTimeEquals(hash, _hash) & colon >= 0;
    }
}
