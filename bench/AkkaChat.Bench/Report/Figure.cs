using System.Globalization;

namespace AkkaChat.Bench.Report;

/// <summary>Numbers as they are written in tables.</summary>
internal static class Figure
{
    /// <summary>Instead of a number that there is not.</summary>
    public const string None = "-";

    public static string Millions(double? value) => Text(value / 1e6, "0.00 M");

    public static string Whole(double? value) => Text(value, "#,0");

    public static string Ratio(double? value) => Text(value, "0.00");

    /// <summary>Of processor time.</summary>
    public static string Microseconds(double? value) => Text(value, value < 1 ? "0.0000" : "0.00");

    public static string Milliseconds(double? value) => Text(value, "0.00");

    public static string Percent(double? value) => Text(value * 100, "0 '%'");

    public static string Mebibytes(double? bytes) => Text(bytes / 1048576, "0.0 MiB");

    public static string Kibibytes(double? bytes) => Text(bytes / 1024, "0.0 KiB");

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? None;
}
