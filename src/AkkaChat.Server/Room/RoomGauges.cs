namespace AkkaChat.Server.Room;

/// <summary>How full the room is. Written by the RoomActor alone; can be read from any thread.</summary>
internal sealed class RoomGauges
{
    private int _members;
    private int _congested;

    public int Members => Volatile.Read(ref _members);

    public int Congested => Volatile.Read(ref _congested);

    public void Set(int members, int congested)
    {
        Volatile.Write(ref _members, members);
        Volatile.Write(ref _congested, congested);
    }
}
