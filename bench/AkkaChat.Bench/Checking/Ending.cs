namespace AkkaChat.Bench.Checking;

/// <summary>How an author has ended.</summary>
/// <param name="Said">Lines that it has said.</param>
/// <param name="IsComplete">All its lines came back to it, so that everybody else must have got them, too.</param>
/// <param name="Due">
/// A line that was written after this point in time follows all lines of this author: then the books are closed.
/// </param>
internal sealed record Ending(Author Author, long Said, bool IsComplete, long Due);
