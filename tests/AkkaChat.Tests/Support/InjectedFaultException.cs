namespace AkkaChat.Tests.Support;

/// <summary>Thrown by tests into the code under test.</summary>
internal sealed class InjectedFaultException() : Exception("injected fault");
