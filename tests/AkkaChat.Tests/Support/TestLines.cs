using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Support;

/// <summary>Messages and usernames as the protocol parses them.</summary>
internal static class TestLines
{
    /// <param name="contents">Messages, each followed by LF.</param>
    public static Lines Of(string contents)
    {
        var builder = new Lines.Builder(contents.Length);
        foreach (var line in contents.Split('\n')[..^1])
            builder.Add(line.Bytes());
        return builder.Build()!;
    }

    public static Username Name(string name) =>
        Username.TryParse(
            Encoding.UTF8.GetBytes(name), TestSettings.Default.Connection.Username, out var username, out var rejection)
            ? username
            : throw new ArgumentException(rejection);
}
