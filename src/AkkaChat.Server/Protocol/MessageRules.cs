namespace AkkaChat.Server.Protocol;

/// <summary>Which messages are allowed, and whether their content is changed.</summary>
/// <param name="MaxLength">Bytes, as received and without the line end. A longer message is rejected.</param>
/// <param name="Sanitize">Make the content safe with <see cref="MessageText.Sanitize"/>; otherwise it passes unchanged.</param>
internal sealed record MessageRules(int MaxLength, bool Sanitize);
