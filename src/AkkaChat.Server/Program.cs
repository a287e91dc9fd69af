using AkkaChat.Server.Hosting;

// A plain return would wait for foreground threads, which dispatchers of Akka can be configured to have.
Environment.Exit(await EntryPoint.RunAsync(args));
