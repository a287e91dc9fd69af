using System.Diagnostics;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// Takes the place of Akka's JSON serializer, which creates objects of whatever type a message names. Nothing that nodes send each
/// other needs it.
/// </summary>
internal sealed class RefusingSerializer : Serializer
{
    /// <param name="settings">Those of the JSON serializer, which Akka passes.</param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        Debug.Assert(settings is not null, "Akka has a section of settings for its JSON serializer");
    }

    /// <summary>That of Akka's JSON serializer.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} is not sent to other nodes");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("JSON from other nodes is refused");
}
