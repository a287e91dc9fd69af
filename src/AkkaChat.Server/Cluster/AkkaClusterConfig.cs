using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Remote;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Cluster;

/// <summary>The settings of Akka that make the server a node, derived from those of the server.</summary>
internal static class AkkaClusterConfig
{
    /// <summary>Name of the actor system, which is a part of every address.</summary>
    public const string SystemName = "akkachat";

    /// <summary>The phase in which a shutdown that a failed TLS handshake has begun waits for another reason.</summary>
    public const string TlsFailurePhase = "tls-failure";

    /// <summary>Akka needs a time limit; it must never elapse.</summary>
    public const string TlsFailurePhaseInFront = $$"""
        akka.coordinated-shutdown.phases {
          {{TlsFailurePhase}}.timeout = 36500d
          before-service-unbind.depends-on = [{{TlsFailurePhase}}]
        }
        """;

    /// <summary>Beside a post: its fields, and entries that are fetched together with it.</summary>
    private const long FrameBytesBesidePost = 512 * 1024;

    /// <summary>For an operator's list of tens of thousands of members.</summary>
    private const long MinFrameBytes = 4 * 1024 * 1024;

    /// <returns>What Akka's modules list for a node, besides what they list for every actor system.</returns>
    public static Config[] References() =>
    [
        ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteSettings).Assembly),
        ConfigurationFactory.FromResource("Akka.Cluster.Configuration.Cluster.conf", typeof(Akka.Cluster.Cluster).Assembly),
        ConfigurationFactory.FromResource("Akka.Cluster.Tools.Singleton.reference.conf", typeof(ClusterSingletonManager).Assembly),
    ];

    /// <summary>Of the whole address of a node.</summary>
    public static string AddressOf(ClusterSettings settings, HostPort node) =>
        $"{(settings.Tls is null ? "akka.tcp" : "akka.ssl.tcp")}://{SystemName}@{node}";

    /// <param name="longestPost">Bytes of lines in one message.</param>
    public static Config Create(ClusterSettings settings, long longestPost) => ConfigurationFactory.ParseString($$"""
        akka {
          actor {
            provider = cluster
            serializers {
              akkachat = "{{typeof(ClusterSerializer).AssemblyQualifiedName}}"
              json = "{{typeof(RefusingSerializer).AssemblyQualifiedName}}"
            }
            serialization-bindings {
              "{{typeof(ClusterMessages.IFromSequencer).AssemblyQualifiedName}}" = akkachat
              "{{typeof(ClusterMessages.IFromRelay).AssemblyQualifiedName}}" = akkachat
              "{{typeof(NodeMessages.INodeMessage).AssemblyQualifiedName}}" = akkachat
            }
          }
          remote {
            # A node executes no commands of others but those that make the cluster and the room.
            untrusted-mode = on
            trusted-selection-paths = [
              "/user/room", "/user/sequencer", "/user/operator", "/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver",
              "/system/cluster/core/daemon/joinSeedNodeProcess-1"
            ]
            # With a shared connection the link to a restarted node can become one-way if both sides connect at once
            # (https://github.com/akka/akka-core/issues/24393). Not needed once Akka.NET closes a connection whose endpoint has stopped meanwhile.
            use-passive-connections = off
            # For this long after a lost connection or a failed attempt messages to that node are dropped; must be well below acceptable-heartbeat-pause.
            retry-gate-closed-for = 1s
            # After this time (default: two days) Akka.Remote can quarantine a live node: https://github.com/akka/akka-core/issues/26426
            quarantine-after-silence = 3650d
            dot-netty.tcp {
              hostname = "{{settings.BindHost}}"
              public-hostname = "{{settings.Address.Host}}"
              port = {{settings.Address.Port}}
              # Otherwise .NET sets SO_REUSEPORT, and a second process could take over the connections of a node.
              tcp-reuse-addr = off
              maximum-frame-size = {{Math.Max(MinFrameBytes, longestPost + FrameBytesBesidePost)}}
              # While an attempt to connect to a restarted node is pending, Akka.Remote reads nothing from that node.
              connection-timeout = 3s
              send-buffer-size = 2MiB
              receive-buffer-size = 2MiB
              enable-ssl = {{(settings.Tls is null ? "off" : "on")}}
            }
          }
          cluster {
            app-version = "{{NodeVersion.Current}}"
            # By these Akka would join before any actor of the server is there; ClusterNode.Join does it.
            seed-nodes = []
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-majority
              # With the 3.5 s of the failure detector longer than a network failure of 5 s and TCP's next retransmission, 6.2 s after the loss in a LAN.
              stable-after = 4s
              # The order of lines does not depend on which nodes Akka removes, and a node that reaches no sequencer ends by itself.
              down-all-when-unstable = off
            }
            # A node that restarts at once is refused until the one before it is removed.
            retry-unsuccessful-join-after = 2s
            # Two sequencers at a time are harmless; unset it would be stable-after once more.
            down-removal-margin = 100ms
            failure-detector {
              implementation-class = "{{typeof(StandstillFailureDetector).AssemblyQualifiedName}}"
              heartbeat-interval = 500ms
              acceptable-heartbeat-pause = 3s
            }
            gossip-interval = 300ms
            leader-actions-interval = 300ms
            unreachable-nodes-reaper-interval = 100ms
          }
          coordinated-shutdown.phases {
            cluster-leave.timeout = 5s
            cluster-exiting.timeout = 3s
            cluster-exiting-done.timeout = 3s
            cluster-shutdown.timeout = 3s
          }
        }
        {{TlsFailurePhaseInFront}}
        """);
}
