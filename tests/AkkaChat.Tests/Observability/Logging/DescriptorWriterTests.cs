using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Observability.Logging;

public sealed class DescriptorWriterTests
{
    [Fact]
    public void Text_is_written_in_UTF8_and_a_reader_that_is_gone_is_an_error()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using var writer = new DescriptorWriter((int)pipe.SafePipeHandle.DangerousGetHandle());
        var buffer = new byte[100];

        writer.Write("größe\n");
        Assert.Equal("größe\n"u8, buffer.AsSpan(0, reader.Read(buffer)));

        reader.Dispose();
        Assert.Equal("Broken pipe", Assert.Throws<IOException>(() => writer.Write("more\n")).Message);
    }

    [Fact]
    public void Without_a_descriptor_every_write_fails()
    {
        using var writer = new DescriptorWriter(DescriptorWriter.Closed);

        Assert.Equal("Bad file descriptor", Assert.Throws<IOException>(() => writer.Write("x")).Message);
    }

    [Fact]
    public async Task A_descriptor_that_does_not_block_is_waited_for()
    {
        // More than the buffers of both sockets, so that the second write finds them full.
        const int Length = 50_000_000;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        socket.Blocking = false;
        using var reader = await listener.AcceptTcpClientAsync();
        using var writer = new DescriptorWriter((int)socket.Handle);

        var written = Task.Run(() => writer.Write(new string('x', Length)));
        var buffer = new byte[Length];
        await reader.GetStream().ReadExactlyAsync(buffer).AsTask().WaitAsync(Eventually.DefaultTimeout);

        await written.WaitAsync(Eventually.DefaultTimeout);
        Assert.All(buffer.Distinct(), value => Assert.Equal((byte)'x', value));
    }

    [Fact]
    public async Task A_text_does_not_continue_a_line_that_failed_half_way()
    {
        using var folder = new TempFolder();
        var fifo = folder.PathOf("fifo");
        await Tool.RunAsync("mkfifo", fifo);
        var reader = OpenReader(fifo);
        using var descriptor = File.OpenHandle(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        using var writer = new DescriptorWriter((int)descriptor.DangerousGetHandle());

        // More than a pipe holds.
        var failed = Task.Run(() => writer.Write(new string('x', 1_000_000)));
        Assert.Equal('x', reader.ReadByte());
        await reader.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => failed.WaitAsync(Eventually.DefaultTimeout));

        await using var nextReader = OpenReader(fifo);
        var written = Task.Run(() => writer.Write("next\n"));
        var text = await Task.Run(() => ReadUntilNext(nextReader)).WaitAsync(Eventually.DefaultTimeout);
        await written.WaitAsync(Eventually.DefaultTimeout);
        Assert.EndsWith("x\nnext\n", text, StringComparison.Ordinal);
    }

    /// <summary>Opened for writing too: then it does not wait for a writer.</summary>
    private static FileStream OpenReader(string fifo) =>
        new(File.OpenHandle(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite), FileAccess.Read, bufferSize: 0);

    private static string ReadUntilNext(FileStream reader)
    {
        var text = new StringBuilder();
        do
        {
            text.Append((char)reader.ReadByte());
        }
        while (text[^1] != 't');
        return text.Append((char)reader.ReadByte()).ToString();
    }
}
