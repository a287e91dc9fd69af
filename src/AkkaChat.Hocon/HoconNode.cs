namespace AkkaChat.Hocon;

/// <summary>
/// A value. After <see cref="HoconResolver"/> it is a <see cref="HoconScalar"/>, <see cref="HoconList"/> or
/// <see cref="HoconSection"/>, in a list also <see cref="HoconNull"/>.
/// </summary>
/// <param name="Origin">Where the value comes from.</param>
public abstract record HoconNode(Origin Origin)
{
    internal const string TextKind = "a text";
    internal const string ListKind = "a list";
    internal const string ObjectKind = "an object";

    /// <summary>Which values it can be joined to; null if to any, or if that is not known yet.</summary>
    internal virtual string? Kind => null;
}
