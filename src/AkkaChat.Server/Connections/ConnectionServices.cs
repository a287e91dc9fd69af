using System.Diagnostics.Metrics;
using Akka.Actor;

namespace AkkaChat.Server.Connections;

/// <summary>Services that all connections share.</summary>
/// <param name="Stats">Where each connection keeps its counters.</param>
/// <param name="LineDuration">In seconds; lines are timed while it is enabled.</param>
internal sealed record ConnectionServices(
    IActorRef Room, ConnectionSettings Settings, ConnectionStatsRegistry Stats, Histogram<double> LineDuration);
