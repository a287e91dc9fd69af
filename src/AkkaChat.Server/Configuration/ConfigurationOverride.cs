using AkkaChat.Server.Configuration.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>A value given on the command line.</summary>
/// <param name="Key">The key, as it was written.</param>
/// <param name="Value">A plain text; for a key of the engine a HOCON list or object, too.</param>
/// <param name="Source">The option that it was given with.</param>
internal sealed record ConfigurationOverride(string Key, string Value, string Source)
{
    /// <summary>Sets the value. A key may leave out the <c>akkachat</c> in front; keys of the engine begin with <c>akka</c>.</summary>
    /// <exception cref="ConfigurationException">The key or the value is no HOCON.</exception>
    public void ApplyTo(HoconSection root)
    {
        var key = Key.Split('.')[0] is "akkachat" or "akka" ? Key : $"akkachat.{Key}";
        // Plain values are not to be quoted for HOCON inside of the quotes for the shell; only the engine has others.
        var isHocon = Value is ['{' or '[', ..] && key.StartsWith("akka.", StringComparison.Ordinal);
        root.Merge(HoconReader.ReadField($"{key} = {(isHocon ? Value : HoconWriter.Quote(Value))}", Source));
    }
}
