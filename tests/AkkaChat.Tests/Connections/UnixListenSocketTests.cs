using System.Net.Sockets;
using System.Runtime.Versioning;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

[UnsupportedOSPlatform("windows")]
public sealed class UnixListenSocketTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Name => _folder.PathOf("socket");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Owner_and_group_may_connect()
    {
        using var socket = UnixListenSocket.Open(Name, 10);
        using var client = Connect();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(Name));
    }

    [Fact]
    public void A_socket_file_whose_server_has_ended_is_replaced()
    {
        LeaveStale();

        using var socket = UnixListenSocket.Open(Name, 10);
        using var client = Connect();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_socket_that_is_listened_at_is_not_replaced(bool isBusy)
    {
        using var other = UnixListenSocket.Open(Name, 0);
        using var waiting = isBusy ? Connect() : null;

        Assert.Equal("another process listens there", Reason());
        using var accepted = other.Accept();
        using var client = Connect();
    }

    [Fact]
    public void Nothing_but_a_socket_is_replaced()
    {
        File.WriteAllText(Name, "precious");
        Assert.Equal("the path exists and is not a socket", Reason());
        Assert.Equal("precious", File.ReadAllText(Name));

        File.Delete(Name);
        Directory.CreateDirectory(Name);
        Assert.NotEmpty(Reason());
        Assert.True(Directory.Exists(Name));
    }

    [Theory]
    [InlineData("no such folder/socket")]
    [InlineData("a path with more than the 107 bytes that the system allows, a path with more than the 107 bytes that the system allows")]
    public void A_path_that_cannot_be_bound_is_reported_in_one_line(string name)
    {
        var exception = Assert.Throws<CannotListenException>(() => UnixListenSocket.Open(_folder.PathOf(name), 10));

        Assert.StartsWith($"cannot listen on {_folder.PathOf(name)}: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    /// <summary>Leaves the file of a socket behind, as a process that is killed does.</summary>
    private void LeaveStale()
    {
        using var socket = UnixListenSocket.Open(_folder.PathOf("first"), 10);
        // .NET deletes the file that it has bound, and not one that was renamed.
        File.Move(_folder.PathOf("first"), Name);
    }

    private string Reason() => Assert.Throws<CannotListenException>(() => UnixListenSocket.Open(Name, 10)).Reason;

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Name));
        return client;
    }
}
