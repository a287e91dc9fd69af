using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// Takes the place of Akka's JSON serializer, which creates objects of whatever type a message names. Nothing that nodes send each
/// other needs it.
/// </summary>
internal sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <summary>That of Akka's JSON serializer.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} is not sent to other nodes");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("JSON from other nodes is refused");
}
