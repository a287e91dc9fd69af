using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Driving;

/// <summary>The server has done something wrong; what comes after it is not looked at.</summary>
internal sealed class FaultException(Fault fault, string story) : Exception($"{fault}: {story}");
