using System.Text;

namespace AkkaChat.Bench.Driving;

/// <summary>What servers say, for people.</summary>
internal static class Excerpt
{
    private const int Longest = 120;

    public static string Of(ReadOnlySpan<byte> bytes) => bytes.Length <= Longest
        ? Encoding.UTF8.GetString(bytes)
        : $"{Encoding.UTF8.GetString(bytes[..Longest])}…";
}
