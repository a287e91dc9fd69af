using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaChat.Server.Control;

/// <summary>JSON of the control socket, and of commands between nodes. Generated, so that the command line does not spend its time on reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(NodeRequest))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswers.Member>))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswers.Found>))]
[JsonSerializable(typeof(ControlAnswers.Matched))]
[JsonSerializable(typeof(ControlAnswers.Banned))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswers.Imposed>))]
[JsonSerializable(typeof(ControlAnswers.Said))]
[JsonSerializable(typeof(ControlAnswers.Stats))]
[JsonSerializable(typeof(ControlAnswers.Reloaded))]
[JsonSerializable(typeof(ControlAnswers.Refused))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    private static ControlJson? _readable;

    /// <summary>For answers, which people read too: letters of all scripts as they are. Unsafe in HTML only, which this is not.</summary>
    public static ControlJson Readable =>
        _readable ??= new ControlJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
