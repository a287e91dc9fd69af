using System.CommandLine;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Soak;

internal sealed class SoakCommand : Command
{
    public SoakCommand()
        : base("soak", "Lets clients of all kinds come and go, and checks that no member loses a line.")
    {
        var minutes = Verb.Number("--minutes", "How long the clients come and go.", 10.0, 0.01, 10_000);
        var clients = Verb.Number("--clients", "How many random clients there are at a time.", 60, 0, 10_000);
        var stuckReaders = Verb.Number("--stuck-readers", "How many of them, at most, never read.", 3, 0, 10_000);
        var seed = new Option<int?>("--seed")
        {
            Description = "Makes the clients choose the same again; otherwise a new one is taken and printed.",
            HelpName = "N",
        };
        var server = new Option<string>("--server")
        {
            Description = $"{ServerCommand.Help}.",
            HelpName = "SERVER",
            DefaultValueFactory = _ => ServerCommand.AkkaChatAllDoors,
        };
        foreach (var option in (Option[])[minutes, seed, clients, stuckReaders, server])
            Options.Add(option);
        SetAction((parsed, cancellation) => Verb.RunAsync(() => new SoakRun(
            new SoakOptions(
                TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(clients),
                parsed.GetValue(stuckReaders),
                parsed.GetValue(server)!)).RunAsync(cancellation)));
    }
}
