using System.Text;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Tests.Transports;

/// <summary>Reports each call to a probe, which completes it, or completes it at once.</summary>
internal sealed class FakeTransport(IActorRef calls) : ITransport
{
    /// <summary>Null: calls complete when the probe says so. Otherwise at once, reads with these bytes.</summary>
    public ByteString? Immediate { get; set; }

    public ValueTask HandshakeAsync() => Start("handshake");

    public ValueTask<ByteString> ReadAsync()
    {
        var call = new Call("read");
        calls.Tell(call);
        return Immediate is { } bytes ? new(bytes) : new(call.Completion.Task);
    }

    public ValueTask WriteAsync(ByteString bytes) => Start($"write {bytes.ToString(Encoding.ASCII)}");

    public ValueTask ShutdownAsync(CloseReason reason) => Start(reason == CloseReason.ClientClosed ? "shutdown" : $"shutdown {reason}");

    public void Abort() => calls.Tell(new Call("abort"));

    public void Dispose() => calls.Tell(new Call("dispose"));

    private ValueTask Start(string name)
    {
        var call = new Call(name);
        calls.Tell(call);
        return Immediate is null ? new(call.Completion.Task) : ValueTask.CompletedTask;
    }

    public sealed record Call(string Name)
    {
        public TaskCompletionSource<ByteString> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(string bytes = "") => Completion.SetResult(ByteString.FromString(bytes));

        public void Fail(string reason) => Completion.SetException(new IOException(reason));
    }
}
