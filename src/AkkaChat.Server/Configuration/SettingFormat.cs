namespace AkkaChat.Server.Configuration;

/// <summary>How the text of a setting is read.</summary>
/// <param name="Allowed">Completes "must be …".</param>
/// <param name="Parse">Throws a <see cref="FormatException"/> or <see cref="OverflowException"/> if the text is not allowed.</param>
/// <param name="IsSecret">The value is in no message, and is not printed.</param>
internal readonly record struct SettingFormat<T>(string Allowed, Func<string, T> Parse, bool IsSecret = false);
