using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconUnitsTests
{
    [Theory]
    [InlineData(5, "5 ns", "5nano", "5 nanos", "5 nanosecond", "5 nanoseconds")]
    [InlineData(5_000, "5us", "5 micro", "5 micros", "5 microsecond", "5 microseconds")]
    [InlineData(5_000_000, "5 ms", "5 milli", "5 millis", "5 millisecond", "5 milliseconds", "0.005 s")]
    [InlineData(1_500_000_000, "1.5s", "1.5 second", "1.5 seconds", " 1.5\u00a0s ", "15e-1s")]
    [InlineData(-60_000_000_000, "-1m", "-1 minute", "-1 minutes")]
    [InlineData(7_200_000_000_000, "2h", "2 hour", "2 hours")]
    [InlineData(86_400_000_000_000, "1d", "1 day", "1 days")]
    public void A_time_has_a_unit(long nanoseconds, params string[] texts) =>
        Assert.All(texts, text => Assert.Equal(nanoseconds, HoconUnits.Nanoseconds(text)));

    [Theory]
    [InlineData(7, "7", "7B", "7 b", "7 byte", "7 bytes")]
    [InlineData(1_500, "1.5kB", "1.5 kilobyte", "1.5 kilobytes")]
    [InlineData(1_536, "1.5K", "1.5k", "1.5Ki", "1.5 KiB", "1.5 kibibyte", "1.5 kibibytes")]
    [InlineData(2_000_000, "2MB", "2 megabytes")]
    [InlineData(2_097_152, "2M", "2m", "2Mi", "2MiB", "2 mebibytes")]
    [InlineData(1_000_000_000, "1GB", "1 gigabyte")]
    [InlineData(1_099_511_627_776, "1T", "1t", "1TiB", "1 tebibyte")]
    [InlineData(1_125_899_906_842_624, "1PiB", "1 pebibyte")]
    [InlineData(1_000_000_000_000_000_000, "1EB", "1 exabyte", "0.001ZB", "0.001 zettabytes", "0.000001YB", "0.000001 yottabyte")]
    [InlineData(1_152_921_504_606_846_976, "1E", "0.0009765625Z", "0.0009765625z", "0.0009765625 ZiB", "0.00000095367431640625Yi", "0.00000095367431640625 yobibyte")]
    public void A_size_may_have_a_unit(long bytes, params string[] texts) =>
        Assert.All(texts, text => Assert.Equal(bytes, HoconUnits.Bytes(text)));

    [Theory]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("1 S")]
    [InlineData("1 w")]
    [InlineData("1 Seconds")]
    [InlineData("1s2")]
    [InlineData("1,5s")]
    [InlineData("0x1s")]
    public void Other_times_are_refused(string text) => Assert.Throws<FormatException>(() => HoconUnits.Nanoseconds(text));

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("1kib")]
    [InlineData("1KB")]
    [InlineData("1 kb")]
    [InlineData("1 zib")]
    public void Other_sizes_are_refused(string text) => Assert.Throws<FormatException>(() => HoconUnits.Bytes(text));

    [Theory]
    [InlineData("8 EiB")]
    [InlineData("1 ZiB")]
    [InlineData("65536 yottabytes")]
    [InlineData("9999999999999999999999999999999")]
    public void A_size_of_more_than_63_bits_is_refused(string text) => Assert.Throws<OverflowException>(() => HoconUnits.Bytes(text));
}
