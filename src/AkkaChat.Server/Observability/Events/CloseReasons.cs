namespace AkkaChat.Server.Observability.Events;

/// <summary>What is to be known of each <see cref="CloseReason"/>.</summary>
internal static class CloseReasons
{
    private static readonly string[] Tags =
        [.. Enum.GetNames<CloseReason>().Select(name => string.Concat(name.Select(Hyphenate)).TrimStart('-'))];

    extension(CloseReason reason)
    {
        /// <summary>What it is called in the log and in measurements, such as <c>slow-consumer</c>.</summary>
        public string Tag => Tags[(int)reason];

        /// <summary>True if the client never became a member, and was told why.</summary>
        public bool IsRefusal => reason is CloseReason.RoomFull or CloseReason.AddressFull
            or CloseReason.InvalidUsername or CloseReason.NameTaken or CloseReason.HandshakeTimeout;
    }

    private static string Hyphenate(char c) => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}";
}
