using System.Buffers.Binary;
using System.Text;

namespace AkkaChat.Bench.WebSockets;

/// <summary>
/// Takes the frames of a WebSocket's server (RFC 6455, 5.2) apart, wherever they are cut, and checks them: they are not masked, and
/// each message is text that ends with a line.
/// </summary>
internal sealed class ServerFrameDecoder
{
    private const int MaxHeaderLength = 10;
    private const int MaxControlLength = 125;
    private const byte Final = 0x80;
    private const byte Reserved = 0x70;
    private const byte Masked = 0x80;

    /// <summary>Of a close frame without a status; RFC 6455, 7.4.1.</summary>
    private const int NoStatus = 1005;

    private readonly byte[] _header = new byte[MaxHeaderLength];
    private int _headerLength;
    private FrameOpcode _opcode;

    /// <summary>Bytes of the current frame that have not arrived.</summary>
    private long _rest;
    private byte[] _control = [];
    private int _controlLength;
    private bool _isInFrame;
    private bool _isInMessage;
    private byte _lastByte;

    /// <summary>Null before the close frame.</summary>
    public int? CloseStatus { get; private set; }

    /// <summary>As the close frame gives it.</summary>
    public string CloseReason { get; private set; } = "";

    /// <summary>The payload of the last ping, which is to be answered; null for none.</summary>
    public byte[]? Ping { get; set; }

    private bool IsFinal => (_header[0] & Final) != 0;

    private int FullHeaderLength => _headerLength < 2 ? 2 : _header[1] switch
    {
        126 => 2 + sizeof(ushort),
        127 => 2 + sizeof(long),
        _ => 2,
    };

    /// <summary>Moves the payload of text messages to the start of the buffer.</summary>
    /// <param name="bytes">The next bytes that have arrived.</param>
    /// <returns>The length of that payload.</returns>
    /// <exception cref="FaultException">A frame that no server may send, or a message that does not end with LF.</exception>
    public int Decode(Span<byte> bytes)
    {
        var (read, written) = (0, 0);
        while (read < bytes.Length)
        {
            if (!_isInFrame)
            {
                ReadHeader(bytes[read++]);
            }
            else
            {
                var payload = bytes.Slice(read, (int)Math.Min(_rest, bytes.Length - read));
                read += payload.Length;
                _rest -= payload.Length;
                if (_opcode >= FrameOpcode.Close)
                {
                    payload.CopyTo(_control.AsSpan(_controlLength));
                    _controlLength += payload.Length;
                }
                else
                {
                    payload.CopyTo(bytes[written..]);
                    written += payload.Length;
                    _lastByte = bytes[written - 1];
                }
            }

            if (_isInFrame && _rest == 0)
                EndFrame();
        }

        return written;
    }

    private void ReadHeader(byte next)
    {
        _header[_headerLength++] = next;
        if (_headerLength < FullHeaderLength)
            return;

        _opcode = (FrameOpcode)(_header[0] & 0x0F);
        _rest = _headerLength switch
        {
            2 => _header[1],
            4 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            _ => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
        };
        var isAllowed = _opcode switch
        {
            FrameOpcode.Continuation => _isInMessage,
            FrameOpcode.Text => !_isInMessage,
            FrameOpcode.Close or FrameOpcode.Ping or FrameOpcode.Pong => IsFinal && _rest <= MaxControlLength,
            _ => false,
        };
        if (!isAllowed || (_header[0] & Reserved) != 0 || (_header[1] & Masked) != 0 || _rest < 0 || CloseStatus is not null)
            throw new FaultException($"a frame that a server must not send now: {Convert.ToHexString(_header, 0, _headerLength)}");

        _headerLength = 0;
        _isInFrame = true;
        if (_opcode < FrameOpcode.Close)
        {
            _isInMessage = !IsFinal;
            _lastByte = _opcode == FrameOpcode.Text ? default : _lastByte;
        }
        else
        {
            _control = new byte[_rest];
            _controlLength = 0;
        }
    }

    private void EndFrame()
    {
        _isInFrame = false;
        switch (_opcode)
        {
            case FrameOpcode.Close:
                CloseStatus = _control.Length < sizeof(ushort) ? NoStatus : BinaryPrimitives.ReadUInt16BigEndian(_control);
                CloseReason = Encoding.UTF8.GetString(_control.AsSpan(Math.Min(sizeof(ushort), _control.Length)));
                break;
            case FrameOpcode.Ping:
                Ping = _control;
                break;
            case FrameOpcode.Text or FrameOpcode.Continuation when !_isInMessage && _lastByte != '\n':
                throw new FaultException("a message that does not end with a line");
        }
    }
}
