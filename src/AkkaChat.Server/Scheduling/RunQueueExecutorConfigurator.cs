using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaChat.Server.Dispatch;

/// <summary>
/// Makes a dispatcher run its actors on the <see cref="RunQueue"/>: its <c>executor</c> in the configuration is the name
/// of this type with its assembly, its <c>lane</c> is <c>first</c> (the default) or <c>last</c>.
/// </summary>
internal sealed class RunQueueExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly Lane _lane = config.GetString("lane") == "last" ? Lane.Last : Lane.First;

    public override ExecutorService Produce(string id) =>
        new LaneExecutor(id, Prerequisites.Settings.System.WithExtension<RunQueue, RunQueueProvider>(), _lane);

    private sealed class LaneExecutor(string id, RunQueue queue, Lane lane) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => queue.Add(run, lane);

        public override void Shutdown()
        {
            // The threads are the pool's.
        }
    }

    private sealed class RunQueueProvider : ExtensionIdProvider<RunQueue>
    {
        public override RunQueue CreateExtension(ExtendedActorSystem system) => new(
            Environment.ProcessorCount, static turn => ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false));
    }
}
