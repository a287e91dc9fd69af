using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Control;

/// <summary>A command as it would be entered, on one line that is safe to print.</summary>
internal static class CommandText
{
    public static string Of(ControlVerb verb, ControlRequest request)
    {
        var words = new List<string> { verb.Name };
        Add(words, "", request.Target);
        Add(words, verb == ControlVerb.Ban || verb == ControlVerb.Unban ? "" : "--address", request.Address);
        Add(words, "", request.Text);
        Add(words, "--for", request.For);
        Add(words, "--reason", request.Reason);
        if (request.Force)
            words.Add("--force");
        return SingleLine.Sanitize(string.Join(' ', words));
    }

    private static void Add(List<string> words, string option, string? value)
    {
        if (value is null)
            return;
        if (option.Length > 0)
            words.Add(option);
        words.Add(value.Length > 0 && !value.Contains(' ', StringComparison.Ordinal) ? value : $"\"{value}\"");
    }
}
