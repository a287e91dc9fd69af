using System.Collections;

namespace AkkaChat.Hocon;

/// <summary>
/// Runs methods that call each other to any depth: a call is an iterator that yields the calls it makes, and the stack of
/// calls is on the heap. A call leaves its result in a field of its object.
/// </summary>
internal static class DeepCalls
{
    public static void Run(IEnumerator call)
    {
        var calls = new Stack<IEnumerator>([call]);
        while (calls.TryPeek(out var current))
        {
            if (current.MoveNext())
                calls.Push((IEnumerator)current.Current!);
            else
                calls.Pop();
        }
    }
}
