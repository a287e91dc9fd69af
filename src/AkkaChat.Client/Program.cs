using AkkaChat.TerminalClient;

return ClientProgram.Run(args);
