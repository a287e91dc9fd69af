namespace AkkaChat.Server.Configuration;

/// <summary>Finds what a misspelt key was probably meant to be.</summary>
internal static class SimilarKeys
{
    /// <summary>The key with the fewest differences, if they are few for its length; null if there is none.</summary>
    public static string? Find(string key, IEnumerable<string> known) => known
        .Select(candidate => (Key: candidate, Differences: Differences(key.ToUpperInvariant(), candidate.ToUpperInvariant())))
        .Where(candidate => candidate.Differences <= Math.Max(1, Math.Min(key.Length, candidate.Key.Length) / 4))
        .OrderBy(candidate => candidate.Differences)
        .Select(candidate => candidate.Key)
        .FirstOrDefault();

    /// <summary>The Levenshtein distance.</summary>
    public static int Differences(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[^1];
    }
}
