using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaChat.Server.Scheduling;

/// <summary>
/// Makes a dispatcher run its actors on the <see cref="BatchingScheduler"/>: its <c>executor</c> in the configuration is the name
/// of this type with its assembly, its <c>priority</c> is <c>first</c> (the default) or <c>last</c>.
/// </summary>
internal sealed class BatchingExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly Priority _priority = config.GetString("priority") == "low" ? Priority.Low : Priority.Normal;

    public override ExecutorService Produce(string id) =>
        new PriorityExecutor(id, Prerequisites.Settings.System.WithExtension<BatchingScheduler, BatchingSchedulerProvider>(), _priority);

    private sealed class PriorityExecutor(string id, BatchingScheduler queue, Priority priority) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => queue.Add(run, priority);

        public override void Shutdown()
        {
            // The threads are the pool's.
        }
    }

    private sealed class BatchingSchedulerProvider : ExtensionIdProvider<BatchingScheduler>
    {
        public override BatchingScheduler CreateExtension(ExtendedActorSystem system) => new(
            Environment.ProcessorCount, static turn => ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false));
    }
}
