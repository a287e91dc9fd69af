using System.CommandLine;
using System.CommandLine.Invocation;
using AkkaChat.Bench;
using AkkaChat.Bench.Compare;
using AkkaChat.Bench.Load;
using AkkaChat.Bench.Soak;

var root = new RootCommand("Puts load on a chat server on this machine and checks what it promises.");
root.Subcommands.Add(new SoakCommand());
root.Subcommands.Add(new CompareCommand());
root.Subcommands.Add(new LoadCommand());

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    return ExitCode.WrongUsage;
}

// The verbs end in order by themselves when they are interrupted, which takes longer than the library would wait.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
