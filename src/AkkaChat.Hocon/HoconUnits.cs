using System.Globalization;

namespace AkkaChat.Hocon;

/// <summary>Reads a text as a number with a unit. The units are the specification's, and are case-sensitive.</summary>
public static class HoconUnits
{
    private const string Prefixes = "KMGTPE";

    private static readonly string[] Thousands = ["kilo", "mega", "giga", "tera", "peta", "exa"];
    private static readonly string[] Binary = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];

    private static readonly Dictionary<string, decimal> TimeUnits = new[]
    {
        ("ns nano nanos nanosecond nanoseconds", 1m),
        ("us micro micros microsecond microseconds", 1e3m),
        ("ms milli millis millisecond milliseconds", 1e6m),
        ("s second seconds", 1e9m),
        ("m minute minutes", 60e9m),
        ("h hour hours", 3600e9m),
        ("d day days", 86400e9m),
    }.SelectMany(row => row.Item1.Split(' ').Select(unit => (unit, row.Item2))).ToDictionary();

    private static readonly Dictionary<string, decimal> SizeUnits = Sizes().ToDictionary();

    /// <summary>A time in nanoseconds. Unlike the specification's, it must have a unit.</summary>
    /// <exception cref="FormatException">The text is no number with a unit of time.</exception>
    /// <exception cref="OverflowException">The number is too large.</exception>
    public static decimal Nanoseconds(string text) => Read(text, TimeUnits);

    /// <summary>A size in bytes, which is the unit if there is none; what is less than a byte is cut off.</summary>
    /// <exception cref="FormatException">The text is no number with a unit of size, or is negative.</exception>
    /// <exception cref="OverflowException">The number is too large.</exception>
    public static long Bytes(string text) =>
        Read(text, SizeUnits) is >= 0 and var bytes ? checked((long)bytes) : throw new FormatException();

    private static decimal Read(string text, Dictionary<string, decimal> units)
    {
        var trimmed = text.Trim();
        var number = trimmed.TrimEnd([.. trimmed.Where(char.IsLetter)]);
        var value = decimal.Parse(
            number.TrimEnd(),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture);
        return units.TryGetValue(trimmed[number.Length..], out var unit) ? value * unit : throw new FormatException();
    }

    private static IEnumerable<(string Unit, decimal Bytes)> Sizes()
    {
        foreach (var unit in new[] { "", "B", "b", "byte", "bytes" })
            yield return (unit, 1);

        var (thousand, binary) = (1m, 1m);
        for (var i = 0; i < Prefixes.Length; i++)
        {
            var prefix = Prefixes[i];
            (thousand, binary) = (thousand * 1000, binary * 1024);
            foreach (var unit in new[] { prefix == 'K' ? "kB" : $"{prefix}B", $"{Thousands[i]}byte", $"{Thousands[i]}bytes" })
                yield return (unit, thousand);
            foreach (var unit in new[] { $"{prefix}", $"{char.ToLowerInvariant(prefix)}", $"{prefix}i", $"{prefix}iB", $"{Binary[i]}byte", $"{Binary[i]}bytes" })
                yield return (unit, binary);
        }
    }
}
