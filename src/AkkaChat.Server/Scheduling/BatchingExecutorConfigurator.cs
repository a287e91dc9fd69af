using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaChat.Server.Scheduling;

/// <summary>
/// Lets an Akka dispatcher run on the <see cref="BatchingScheduler"/> of its actor system. In the dispatcher's configuration
/// <c>executor</c> is the assembly-qualified name of this type, <c>priority</c> is <c>normal</c> (the default) or <c>low</c>.
/// </summary>
internal sealed class BatchingExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly Priority _priority = config.GetString("priority") == "low" ? Priority.Low : Priority.Normal;

    public override ExecutorService Produce(string id) =>
        new PriorityExecutor(id, Prerequisites.Settings.System.WithExtension<BatchingScheduler, BatchingSchedulerProvider>(), _priority);

    private sealed class PriorityExecutor(string id, BatchingScheduler scheduler, Priority priority) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => scheduler.Add(run, priority);

        public override void Shutdown()
        {
            // Nothing to stop: the scheduler uses the .NET thread pool.
        }
    }

    private sealed class BatchingSchedulerProvider : ExtensionIdProvider<BatchingScheduler>
    {
        public override BatchingScheduler CreateExtension(ExtendedActorSystem system) => new(
            Environment.ProcessorCount, static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false));
    }
}
