namespace AkkaChat.Server.Transports;

/// <summary>Properties of each <see cref="Door"/>.</summary>
internal static class Doors
{
    private static readonly string[] Tags = [.. Enum.GetNames<Door>().Select(name => name.ToLowerInvariant())];

    extension(Door door)
    {
        /// <summary>The name in the log and in metrics, such as <c>tls</c>.</summary>
        public string Tag => Tags[(int)door];

        /// <summary>The protocol has a place for the reason why the server closes.</summary>
        public bool CarriesCloseReason => door is Door.Ws or Door.Wss;
    }
}
