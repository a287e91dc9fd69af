using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>A single value given on the command line.</summary>
/// <param name="Key">The key; <c>akkachat.</c> in front may be left out, keys of Akka begin with <c>akka.</c>.</param>
/// <param name="Value">A text, which needs no quotes; for a list also a HOCON list, for a key of Akka a list or object.</param>
/// <param name="Source">The option that gave it.</param>
internal sealed record ConfigurationOverride(string Key, string Value, string Source)
{
    /// <summary>Sets the value.</summary>
    /// <param name="reference">The defaults, which tell what is a list.</param>
    /// <exception cref="HoconException">The key, list or object is not valid HOCON.</exception>
    public void ApplyTo(HoconSection root, HoconSection reference)
    {
        var key = Key.Split('.')[0] is "akkachat" or "akka" ? Key : $"akkachat.{Key}";
        // Other values of the server are never HOCON, so that a shell's quotes are enough. Only as a bare word off turns a
        // password off.
        var isHocon = Value == "off" || (key.StartsWith("akka.", StringComparison.Ordinal)
            ? Value is ['{' or '[', ..]
            : Value is ['[', ..] && reference.Find(key.Split('.')) is HoconList);
        root.Merge(HoconReader.ReadField($"{key} = {(isHocon ? Value : HoconWriter.Quote(Value))}", Source));
    }
}
