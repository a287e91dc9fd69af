namespace AkkaChat.Server.Protocol;

/// <summary>What the content of a message may be.</summary>
/// <param name="MaxLength">Bytes, as received and without the line end. A longer message is refused.</param>
/// <param name="Sanitize">Make the content safe with <see cref="MessageText.Sanitize"/>; otherwise it passes unchanged.</param>
internal sealed record MessageRules(int MaxLength, bool Sanitize);
