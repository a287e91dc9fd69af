namespace AkkaChat.Server.Transports;

/// <summary>Base of settings that are a list. Equal to others of their type with the same entries in the same order.</summary>
internal abstract class EntryList<T>(IReadOnlyList<T> entries) : IEquatable<EntryList<T>>
    where T : IEquatable<T>
{
    protected T[] Entries { get; } = [.. entries];

    public bool Equals(EntryList<T>? other) =>
        other?.GetType() == GetType() && Entries.AsSpan().SequenceEqual(other.Entries);

    public override bool Equals(object? obj) => Equals(obj as EntryList<T>);

    public override int GetHashCode() => Entries.Length;
}
