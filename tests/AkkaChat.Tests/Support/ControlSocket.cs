using System.Text.Json;

namespace AkkaChat.Tests.Support;

/// <summary>An operator of a server, with the real executable as the tool.</summary>
/// <param name="Path">Of the control socket.</param>
internal sealed record ControlSocket(string Path)
{
    /// <summary>Runs a verb to its end.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(string verb, params string[] arguments) =>
        Tool.RunAsync(ServerProcess.Executable, [verb, "--socket", Path, .. arguments]);

    /// <summary>Expects that a verb is done, without an error.</summary>
    /// <returns>What it prints.</returns>
    public async Task<string> DoneAsync(string verb, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(verb, arguments);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    /// <summary>Expects that a verb is not done, and prints nothing but this.</summary>
    public async Task FailsAsync(int exitCode, string error, string verb, params string[] arguments) =>
        Assert.Equal((exitCode, "", $"{error}\n"), await RunAsync(verb, arguments));

    public async Task<IReadOnlyList<JsonElement>> WhoAsync() =>
        [.. JsonDocument.Parse(await DoneAsync("who", "--json")).RootElement.EnumerateArray()];

    /// <summary>Waits until these are the members, in whatever order.</summary>
    public Task MembersAsync(params string[] names) => Eventually.TrueAsync(
        async () => (await WhoAsync()).Select(member => member.GetProperty("name").GetString()).Order().SequenceEqual(names.Order()),
        $"{string.Join(", ", names)} are there");
}
