using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaChat.PlainServer;

if (args is not [var text] || !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine("usage: PlainServer PORT");
    return 2;
}

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
listener.Listen(1024);
var room = new PlainRoom();
_ = Task.Run(room.RunAsync);
while (true)
{
    var socket = await listener.AcceptAsync();
    socket.NoDelay = true;
    _ = Task.Run(new PlainMember(socket, room).RunAsync);
}
