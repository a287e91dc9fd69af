namespace AkkaChat.Server.Protocol;

/// <summary>Result of <see cref="FirstLine.Read"/>. All but the first two are final: the line cannot be a username.</summary>
internal enum FirstLineResult
{
    /// <summary>The input is consumed, and the line may still become a username.</summary>
    Incomplete,

    /// <summary>A complete line.</summary>
    Line,

    /// <summary>The line exceeds the limit.</summary>
    TooLong,

    /// <summary>A control character is in the name.</summary>
    ControlCharacter,

    /// <summary>The name is complete, and what follows its colon is too long for a password or has a control character.</summary>
    ImpossiblePassword,

    /// <summary>The client speaks another protocol, in text: HTTP, SSH, or a PROXY header of version 1.</summary>
    TextProtocol,

    /// <summary>The client speaks another protocol, in binary form: TLS, or a PROXY header of version 2.</summary>
    BinaryProtocol,
}
