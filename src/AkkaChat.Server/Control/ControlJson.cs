using System.Text.Json.Serialization;

namespace AkkaChat.Server.Control;

/// <summary>JSON of the control socket. Generated, so that the command line does not spend its time on reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswers.Member>))]
[JsonSerializable(typeof(ControlAnswers.Matched))]
[JsonSerializable(typeof(ControlAnswers.Banned))]
[JsonSerializable(typeof(IReadOnlyList<ControlAnswers.Imposed>))]
[JsonSerializable(typeof(ControlAnswers.Said))]
[JsonSerializable(typeof(ControlAnswers.Stats))]
[JsonSerializable(typeof(ControlAnswers.Reloaded))]
[JsonSerializable(typeof(ControlAnswers.Refused))]
internal sealed partial class ControlJson : JsonSerializerContext;
