using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>A single value given on the command line.</summary>
/// <param name="Key">The key; <c>akkachat.</c> in front may be left out, keys of Akka begin with <c>akka.</c>.</param>
/// <param name="Value">A text, which needs no quotes; for a key of Akka also a HOCON list or object.</param>
/// <param name="Source">The option that gave it.</param>
internal sealed record ConfigurationOverride(string Key, string Value, string Source)
{
    /// <summary>Sets the value.</summary>
    /// <exception cref="HoconException">The key, list or object is not valid HOCON.</exception>
    public void ApplyTo(HoconSection root)
    {
        var key = Key.Split('.')[0] is "akkachat" or "akka" ? Key : $"akkachat.{Key}";
        // The server has no lists or objects: its values are never HOCON, so that a shell's quotes are enough.
        // Only as a bare word off turns a password off.
        var isHocon = Value == "off" || (Value is ['{' or '[', ..] && key.StartsWith("akka.", StringComparison.Ordinal));
        root.Merge(HoconReader.ReadField($"{key} = {(isHocon ? Value : HoconWriter.Quote(Value))}", Source));
    }
}
