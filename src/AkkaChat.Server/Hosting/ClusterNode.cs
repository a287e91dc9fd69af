using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using MemberStatus = Akka.Cluster.MemberStatus;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// The server as a node of a cluster. Beside the folder Cluster nothing else mentions Akka.Cluster or Akka.Remote, so that a single
/// server does not load them.
/// </summary>
internal static class ClusterNode
{
    /// <exception cref="ConfigurationException">The certificates are of no use.</exception>
    public static async Task<ClusterSetup> LoadAsync(ClusterSettings settings)
    {
        try
        {
            return new ClusterSetup(settings, settings.Tls is null ? null : await NodeCertificate.LoadAsync(settings.Tls));
        }
        catch (TlsCertificateException exception)
        {
            throw new ConfigurationException([$"akkachat.cluster.tls cannot be used: {exception.Message}"]);
        }
    }

    /// <summary>Gives the actor system of a node its certificates.</summary>
    public static void Configure(AkkaConfigurationBuilder akka, ClusterSetup setup)
    {
        if (setup.Tls is not null)
            akka.AddSetup(setup.Tls);
    }

    /// <summary>Starts the relay, and the sequencer if it is this node's turn.</summary>
    /// <returns>The relay.</returns>
    public static IActorRef Start(
        ActorSystem system, ClusterSettings settings, Func<RoomSettings> room, RoomGauges gauges, ChatMeter meter, string dispatcher)
    {
        system.ActorOf(Props.Create<NodeEventsActor>(), "nodes");
        if (TlsOf(system) is { } tls)
            system.ActorOf(Props.Create<NodeCertificateActor>(tls.Certificate, TimeProvider.System), "node-certificate");
        var relayGauges = new RelayGauges();
        meter.ShowCluster(relayGauges);
        var nodeUp = new TaskCompletionSource();
        Akka.Cluster.Cluster.Get(system).RegisterOnMemberUp(nodeUp.SetResult);
        var relay = system.ActorOf(
            RelayActor.Props(nodeUp.Task, room, gauges, relayGauges, meter.LineDuration).WithDispatcher(dispatcher), "room");
        ImmutableSortedSet<string> seeds = [.. SeedsOf(settings).Select(seed => seed.ToString())];
        var window = room().DeliveryWindow;
        var sequencer = Props.Create<SequencerActor>(
            new SequencerSettings(seeds, window, Retention: 64L * window, settings.NeedsMajority));
        system.ActorOf(
            ClusterSingletonManager.Props(sequencer, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system)), "sequencer");
        return relay;
    }

    /// <summary>Joins the cluster, in which the first seed begins.</summary>
    public static void Join(ActorSystem system, ClusterSettings settings, TlsFailureShutdownGate shutdownGate)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        // Then Akka.Cluster runs CoordinatedShutdown.
        cluster.RegisterOnMemberRemoved(shutdownGate.Open);
        cluster.JoinSeedNodes(SeedsOf(settings));
    }

    /// <returns>One line for each node that is up and whose messages are of a version that this node does not understand.</returns>
    public static IReadOnlyList<string> IncompatibleNodes(ActorSystem system) =>
    [
        .. Akka.Cluster.Cluster.Get(system).State.Members
            .Where(member => !NodeVersion.IsCompatible(member))
            .Select(member => $"{NodeName.Of(member.Address)} has version {NodeVersion.Of(member)?.ToString() ?? "unknown"} of the messages between nodes, this one {NodeVersion.Current}"),
    ];

    /// <summary>Starts the actor that carries out commands which an operator has given to any node.</summary>
    /// <param name="connections">The ConnectionManagerActor.</param>
    /// <param name="limits">Those of now.</param>
    /// <returns>Carries out commands on all nodes.</returns>
    public static RoomCommands StartOperator(ActorSystem system, ClusterSettings settings, IActorRef connections, Func<ControlLimits> limits)
    {
        Func<NodeMessages.Command, string?, Task<NodeMessages.Answer>> carryOut =
            new NodeCommandHandler(new MemberCommands(connections, limits), limits, system.EventStream).HandleAsync;
        system.ActorOf(Props.Create<OperatorActor>(carryOut), "operator");
        var self = $"{settings.Address}";
        IEnumerable<string> OthersOf(params MemberStatus[] statuses) => NodesOf(system, statuses).Select(NodeName.Of).Where(node => node != self);
        return new RoomCommands(
            self,
            () => OthersOf(MemberStatus.Joining, MemberStatus.WeaklyUp, MemberStatus.Up),
            () => OthersOf(MemberStatus.Up),
            (node, command, timeout) => system.ActorSelection($"{AkkaClusterConfig.AddressOf(settings, HostPort.Parse(node))}/user/operator")
                .Ask<NodeMessages.Answer>(command, timeout));
    }

    /// <returns>Why seeds are not up in the cluster of this node.</returns>
    public static Task<IReadOnlyList<string>> ExplainMissingSeedsAsync(ActorSystem system, ClusterSettings settings)
    {
        var up = NodesOf(system, MemberStatus.Up).Select(node => node.ToString()).ToHashSet();
        return new SeedCheck(TlsOf(system)).ExplainAsync(
            [.. settings.Seeds.Where(seed => seed != settings.Address && !up.Contains(AkkaClusterConfig.AddressOf(settings, seed)))]);
    }

    private static DotNettySslSetup? TlsOf(ActorSystem system) => system.Settings.Setup.Get<DotNettySslSetup>() is { HasValue: true } tls ? tls.Value : null;

    private static IEnumerable<Address> SeedsOf(ClusterSettings settings) =>
        settings.Seeds.Select(seed => Address.Parse(AkkaClusterConfig.AddressOf(settings, seed)));

    private static IEnumerable<Address> NodesOf(ActorSystem system, params MemberStatus[] statuses) =>
        Akka.Cluster.Cluster.Get(system).State.Members.Where(member => statuses.Contains(member.Status)).Select(member => member.Address);
}
