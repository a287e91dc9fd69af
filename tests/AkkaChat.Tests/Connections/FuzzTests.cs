using System.Globalization;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>
/// Random input from a fixed seed. Few rounds by default; <c>AKKACHAT_FUZZ_ROUNDS</c> multiplies them.
/// </summary>
public sealed class FuzzTests : ActorTest
{
    private const int Seed = 20261122;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static int Rounds => int.Parse(
        Environment.GetEnvironmentVariable("AKKACHAT_FUZZ_ROUNDS") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>
    /// Each round is a new connection, whose room answers at random times: it requests one read at a time, has one write
    /// in flight, says safe lines only, and ends.
    /// </summary>
    [Fact]
    public async Task A_connection_follows_its_protocol_for_any_input()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 300 * Rounds; i++)
        {
            var script = new FuzzScript(random.Next(), random.Next(2, 40));
            var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var neighbours = Sys.ActorOf(Props.Create(() => new Neighbours(script, finished)));

            await finished.Task.WaitAsync(TimeSpan.FromSeconds(30));
            Sys.Stop(neighbours);
        }
    }

    private static void AssertSafe(string line) =>
        Assert.DoesNotContain(line, character => (char.IsControl(character) && character != '\t') || character is '\u2028' or '\u2029');

    /// <summary>Bytes with a meaning are more frequent than others.</summary>
    private static byte[] RandomInput(Random random, int length)
    {
        var special = "\n\n\n\r\r:\t\0\u001B\u007F\u0080\u00C2\u0085\u00E2\u0080\u00A8\u00F0\u009F\u00ED\u00A0\u00C0ab "u8.ToArray();
        var input = new byte[length];
        for (var i = 0; i < length; i++)
            input[i] = random.Next(4) == 0 ? (byte)random.Next(256) : special[random.Next(special.Length)];
        return input;
    }

    private sealed record FuzzScript(int Seed, int Steps);

    /// <summary>Socket and room in one: checks what the connection requests of both, and answers at random.</summary>
    private sealed class Neighbours : UntypedActor
    {
        private readonly Random _random;
        private readonly TaskCompletionSource _finished;
        private readonly IActorRef _connection;
        private int _steps;
        private bool _isReading;
        private bool _isWriting;
        private bool _isMember;
        private bool _isSaying;
        private bool _hasClosed;

        public Neighbours(FuzzScript script, TaskCompletionSource finished)
        {
            _random = new Random(script.Seed);
            _steps = script.Steps;
            _finished = finished;
            var services = new ConnectionServices(
                Self, TestSettings.Default.Connection, new ConnectionStatsRegistry(), TestMeter.Create().LineDuration);
            _connection = Context.ActorOf(ConnectionActor.Props(Self, Client.Of(Door.Tcp, new IPEndPoint(IPAddress.Loopback, 1)), services));
            Context.Watch(_connection);
            Self.Tell(Tick.Instance);
        }

        protected override void OnReceive(object message)
        {
            try
            {
                React(message);
            }
            catch (Exception exception)
            {
                _finished.TrySetException(exception);
            }
        }

        private void React(object message)
        {
            switch (message)
            {
                case Tick:
                    Step();
                    break;
                case Tcp.ResumeReading:
                    Assert.False(_isReading);
                    _isReading = !_hasClosed;
                    break;
                case Tcp.Write write:
                    Assert.False(_isWriting);
                    Assert.False(_hasClosed);
                    Assert.NotEqual(0, write.Data.Count);
                    _isWriting = true;
                    break;
                case Join join:
                    AssertSafe(join.Username.Value);
                    Assert.DoesNotContain(':', join.Username.Value);
                    Assert.Null(UsernameCharacters.FindInvisible(join.Username.Value));
                    _isMember = true;
                    _connection.Tell(Joined.Instance);
                    break;
                case Say say:
                    Assert.True(_isMember);
                    Assert.False(_isSaying);
                    _isSaying = true;
                    foreach (var line in Strict.GetString(say.Lines.Bytes.Span).Split('\n')[..^1])
                        AssertSafe(line);
                    break;
                case Leave:
                    Assert.False(_isSaying);
                    Expel();
                    break;
                case Tcp.Close or Tcp.ConfirmedClose:
                    Assert.False(_isWriting);
                    _hasClosed = true;
                    _connection.Tell(message is Tcp.Close ? Tcp.Closed.Instance : Tcp.ConfirmedClosed.Instance);
                    break;
                case Terminated:
                    _finished.TrySetResult();
                    break;
            }
        }

        private void Step()
        {
            if (_hasClosed)
                return;
            if (_steps-- <= 0)
            {
                _connection.Tell(new Tcp.ErrorClosed("the end of the script"));
                return;
            }

            if (_isWriting && _random.Next(2) == 0)
            {
                _isWriting = false;
                _connection.Tell(ConnectionWriter.Sent.Instance);
            }

            if (_isMember && _random.Next(3) == 0)
                _connection.Tell(new Deliver(new Batch(new byte[_random.Next(1, 200_000)]), _random.Next(2) == 0));
            if (_isSaying)
                AnswerSaying();
            else if (_isReading)
                AnswerReading();
            Self.Tell(Tick.Instance);
        }

        private void AnswerSaying()
        {
            _isSaying = false;
            if (_random.Next(20) == 0)
                Expel();
            else
                _connection.Tell(Accepted.Instance);
        }

        private void AnswerReading()
        {
            _isReading = false;
            _connection.Tell(_random.Next(15) == 0
                ? Tcp.PeerClosed.Instance
                : new Tcp.Received(ByteString.FromBytes(RandomInput(_random, _random.Next(1, 100)))));
        }

        private void Expel()
        {
            _isMember = false;
            _connection.Tell(Left.Instance);
        }

        private sealed class Tick
        {
            public static readonly Tick Instance = new();
        }
    }
}
