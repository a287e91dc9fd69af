namespace AkkaChat.Hocon;

/// <summary>A substitution, by the root keys: something below <paramref name="From"/> refers to something below <paramref name="To"/>.</summary>
public readonly record struct HoconReference(string From, string To);
