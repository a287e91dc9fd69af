namespace AkkaChat.Hocon;

/// <summary>Removes the value that the key had before.</summary>
internal sealed record HoconNull(Origin Origin) : HoconNode(Origin);
