using System.CommandLine;
using AkkaChat.Bench.Load;
using AkkaChat.Bench.Silence;
using AkkaChat.Bench.Soak;

var root = new RootCommand("Puts load on a chat server on this machine and checks what it promises.");
root.Subcommands.Add(new SoakCommand());
root.Subcommands.Add(new LoadCommand());
root.Subcommands.Add(new SilenceCommand());

var parsed = root.Parse(args);
foreach (var error in parsed.Errors)
    Console.Error.WriteLine(error.Message);
// An interrupted verb stops its clients and its server first, which takes longer than the library would wait.
return parsed.Errors.Count > 0
    ? 2
    : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(30) });
