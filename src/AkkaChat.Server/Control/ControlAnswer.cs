using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Server.Control;

/// <summary>The answer to a request of the control socket.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">JSON.</param>
/// <param name="Affected">How many it concerned; null if that is no question.</param>
internal sealed record ControlAnswer(int Status, byte[] Body, int? Affected)
{
    public static ControlAnswer Done<T>(T body, JsonTypeInfo<T> type, int? affected = null) =>
        new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(body, type), affected);

    /// <param name="problems">One line each.</param>
    public static ControlAnswer Refused(int status, params IReadOnlyList<string> problems) => new(
        status,
        JsonSerializer.SerializeToUtf8Bytes(new ControlAnswers.Refused(problems), ControlJson.Default.Refused),
        Affected: null);
}
