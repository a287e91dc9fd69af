namespace AkkaChat.Server.Configuration;

/// <summary>
/// The settings in effect. Replaced by the ReloadActor alone, as a whole; read whenever something begins to which they apply, such
/// as a connection.
/// </summary>
internal sealed class CurrentSettings(ChatSettings first)
{
    private volatile ChatSettings _value = first;

    public ChatSettings Value
    {
        get => _value;
        set => _value = value;
    }
}
