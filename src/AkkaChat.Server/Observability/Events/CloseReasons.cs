using System.Text.RegularExpressions;

namespace AkkaChat.Server.Observability.Events;

/// <summary>Properties of each <see cref="CloseReason"/>.</summary>
internal static partial class CloseReasons
{
    private static readonly string[] Tags =
        [.. Enum.GetNames<CloseReason>().Select(name => WordStart().Replace(name, "-$0").ToLowerInvariant())];

    extension(CloseReason reason)
    {
        /// <summary>The name in the log and in metrics, such as <c>slow-consumer</c>.</summary>
        public string Tag => Tags[(int)reason];

        /// <summary>True if the server does not let a client join for this reason.</summary>
        public bool IsRejection => reason is CloseReason.RoomFull or CloseReason.AddressFull
            or CloseReason.ProxyHeader or CloseReason.ForeignOrigin or CloseReason.NotAChatClient or CloseReason.WrongPassword or CloseReason.InvalidUsername
            or CloseReason.NameTaken or CloseReason.HandshakeTimeout or CloseReason.Banned;
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
