using AkkaChat.Server.Hosting;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
