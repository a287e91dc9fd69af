using System.Globalization;

namespace AkkaChat.Hocon;

/// <summary>Reads a text as a number with a unit. The units are the specification's, and are case-sensitive.</summary>
public static class HoconUnits
{
    private static readonly Dictionary<string, decimal> TimeUnits = Table(
        ("ns nano nanos nanosecond nanoseconds", 1m),
        ("us micro micros microsecond microseconds", 1e3m),
        ("ms milli millis millisecond milliseconds", 1e6m),
        ("s second seconds", 1e9m),
        ("m minute minutes", 60e9m),
        ("h hour hours", 3600e9m),
        ("d day days", 86400e9m));

    private static readonly Dictionary<string, decimal> SizeUnits = Table(
        (" B b byte bytes", 1),
        ("kB kilobyte kilobytes", 1e3m),
        ("MB megabyte megabytes", 1e6m),
        ("GB gigabyte gigabytes", 1e9m),
        ("TB terabyte terabytes", 1e12m),
        ("PB petabyte petabytes", 1e15m),
        ("EB exabyte exabytes", 1e18m),
        ("ZB zettabyte zettabytes", 1e21m),
        ("YB yottabyte yottabytes", 1e24m),
        ("K k Ki KiB kibibyte kibibytes", 1L << 10),
        ("M m Mi MiB mebibyte mebibytes", 1L << 20),
        ("G g Gi GiB gibibyte gibibytes", 1L << 30),
        ("T t Ti TiB tebibyte tebibytes", 1L << 40),
        ("P p Pi PiB pebibyte pebibytes", 1L << 50),
        ("E e Ei EiB exbibyte exbibytes", 1L << 60),
        ("Z z Zi ZiB zebibyte zebibytes", 1024m * (1L << 60)),
        ("Y y Yi YiB yobibyte yobibytes", 1024m * 1024 * (1L << 60)));

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

    private static Dictionary<string, decimal> Table(params (string Units, decimal Factor)[] rows) =>
        rows.SelectMany(row => row.Units.Split(' ').Select(unit => (unit, row.Factor))).ToDictionary();
}
