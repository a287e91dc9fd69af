using System.Text.Json.Serialization;

namespace AkkaChat.Server.Control;

/// <summary>The body of a request to the control socket: what the operator has entered. Each verb reads what it takes.</summary>
/// <param name="Target"><c>#ID</c> or a name; of a ban that is to end, a name, an address or a network.</param>
/// <param name="Address">An IP address, or a network such as <c>203.0.113.0/24</c>.</param>
/// <param name="For">A time with its unit, such as <c>10m</c>; null for no end.</param>
/// <param name="Reason">Is sent to those who are concerned; null for none.</param>
/// <param name="Text">What the server says to all.</param>
/// <param name="Force">Ban also what is probably a mistake.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ControlRequest(
    string? Target = null, string? Address = null, string? For = null, string? Reason = null, string? Text = null, bool Force = false);
