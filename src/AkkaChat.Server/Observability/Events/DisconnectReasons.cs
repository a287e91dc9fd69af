namespace AkkaChat.Server.Network;

/// <summary>What is to be known of each <see cref="DisconnectReason"/>.</summary>
internal static class DisconnectReasons
{
    private static readonly string[] Tags =
        [.. Enum.GetNames<DisconnectReason>().Select(name => string.Concat(name.Select(Hyphenate)).TrimStart('-'))];

    extension(DisconnectReason reason)
    {
        /// <summary>What it is called in the log and in measurements, such as <c>slow-consumer</c>.</summary>
        public string Tag => Tags[(int)reason];

        /// <summary>True if the client never became a member, and was told why.</summary>
        public bool IsRefusal => reason is DisconnectReason.RoomFull or DisconnectReason.AddressFull
            or DisconnectReason.BadName or DisconnectReason.NameTaken or DisconnectReason.HandshakeTimeout;
    }

    private static string Hyphenate(char c) => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}";
}
