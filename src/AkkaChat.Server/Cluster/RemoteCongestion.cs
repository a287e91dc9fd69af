using AkkaChat.Server.Room;

namespace AkkaChat.Server.Cluster;

/// <summary>Stands for the congested members of other nodes in the fair shares of this one.</summary>
internal sealed class RemoteCongestion : MemberState;
