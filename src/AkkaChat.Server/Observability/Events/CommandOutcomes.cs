using System.Diagnostics;

namespace AkkaChat.Server.Observability.Events;

/// <summary>Properties of each <see cref="CommandOutcome"/>.</summary>
internal static class CommandOutcomes
{
    extension(CommandOutcome outcome)
    {
        /// <summary>The name in the log and in metrics.</summary>
        public string Tag => outcome switch
        {
            CommandOutcome.Done => "done",
            CommandOutcome.Unchanged => "unchanged",
            CommandOutcome.NoMatch => "no-match",
            CommandOutcome.Refused => "refused",
            CommandOutcome.Failed => "failed",
            _ => throw new UnreachableException(),
        };
    }
}
