using AkkaChat.Server.Web;

namespace AkkaChat.Tests.Web;

public sealed class FrameStreamTests
{
    [Fact]
    public async Task Nothing_is_written_behind_a_close_frame()
    {
        var connection = new MemoryStream();
        await using var frames = new FrameStream(connection);

        foreach (var frame in (byte[][])[[0x81, 1, (byte)'a'], [0x8A, 0], [0x88, 2, 3, 0xEA], [0x81, 1, (byte)'b'], [0x88, 0]])
            await frames.WriteAsync(frame);

        Assert.Equal([0x81, 1, (byte)'a', 0x8A, 0, 0x88, 2, 3, 0xEA], connection.ToArray());
    }
}
