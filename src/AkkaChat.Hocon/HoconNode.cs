namespace AkkaChat.Hocon;

/// <summary>
/// A value. After <see cref="HoconResolver"/> it is a <see cref="HoconScalar"/>, <see cref="HoconList"/> or
/// <see cref="HoconSection"/>, in a list also <see cref="HoconNull"/>.
/// </summary>
/// <param name="Origin">Where the value comes from.</param>
public abstract record HoconNode(Origin Origin);
