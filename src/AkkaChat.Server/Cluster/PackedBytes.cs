using System.IO.Compression;

namespace AkkaChat.Server.Cluster;

/// <summary>JSON in fewer bytes: a list of thousands of members has to fit into one frame between nodes.</summary>
internal static class PackedBytes
{
    /// <summary>A list of 50,000 members. Bytes that were made for it unpack to a thousand times their size.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var writer = new GZipStream(packed, CompressionLevel.Fastest))
            writer.Write(bytes);
        return packed.ToArray();
    }

    /// <exception cref="FormatException">The bytes are not packed, or too many.</exception>
    public static byte[] Unpack(ArraySegment<byte> packed)
    {
        using var reader = new GZipStream(new MemoryStream(packed.Array!, packed.Offset, packed.Count), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        try
        {
            var buffer = new byte[64 * 1024];
            for (var count = reader.Read(buffer); count > 0; count = reader.Read(buffer))
            {
                if (bytes.Length + count > MaxBytes)
                    throw new FormatException("a message is too long");
                bytes.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException(exception.Message);
        }

        return bytes.ToArray();
    }
}
