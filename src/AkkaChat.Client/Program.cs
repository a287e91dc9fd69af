using AkkaChat.Client;

return ClientProgram.Run(args);
