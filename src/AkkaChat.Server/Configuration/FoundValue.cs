using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Shows in a message what was found where another value is required.</summary>
internal static class FoundValue
{
    public static string Of(HoconNode value) => value switch
    {
        HoconScalar scalar => scalar.Text,
        HoconSection => "{ ... }",
        HoconList => "[ ... ]",
        _ => "null",
    };
}
