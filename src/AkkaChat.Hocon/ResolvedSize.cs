namespace AkkaChat.Hocon;

/// <summary>Limits what is resolved: substitutions can multiply what they refer to.</summary>
internal sealed class ResolvedSize
{
    /// <summary>In characters.</summary>
    private const long Max = 16 * 1024 * 1024;

    /// <summary>That a value counts as, besides its text.</summary>
    private const int Value = 16;

    private long _size;

    /// <param name="size">In characters.</param>
    /// <param name="place">What becomes larger.</param>
    /// <exception cref="HoconException">It is too large.</exception>
    public void Add(long size, Origin place)
    {
        _size += size;
        if (_size > Max)
            throw new HoconException([$"{place}: with this value the configuration exceeds {Max} characters: substitutions multiply what they refer to"]);
    }

    /// <inheritdoc cref="Add"/>
    public void AddValues(int count, Origin place) => Add((long)Value * count, place);
}
