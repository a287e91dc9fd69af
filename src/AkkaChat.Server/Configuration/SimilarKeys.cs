namespace AkkaChat.Server.Configuration;

/// <summary>Finds what a misspelt key was probably meant to be.</summary>
internal static class SimilarKeys
{
    /// <summary>The key with the fewest differences, if they are few for its length; null if there is none.</summary>
    public static string? Find(string key, IEnumerable<string> known) => known
        .Where(candidate => Math.Abs(key.Length - candidate.Length) <= MaxDifferences(key, candidate))
        .Select(candidate => (Key: candidate, Differences: Differences(key.ToUpperInvariant(), candidate.ToUpperInvariant())))
        .Where(candidate => candidate.Differences <= MaxDifferences(key, candidate.Key))
        .OrderBy(candidate => candidate.Differences)
        .Select(candidate => candidate.Key)
        .FirstOrDefault();

    /// <summary>Characters that were added, left out, replaced, or swapped with the next one: the Damerau-Levenshtein distance.</summary>
    public static int Differences(string a, string b)
    {
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                var best = i == 0 || j == 0 ? i + j : Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1;
                if (i > 0 && j > 0)
                    best = Math.Min(best, distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, distances[i - 2, j - 2] + 1);
                distances[i, j] = best;
            }
        }

        return distances[a.Length, b.Length];
    }

    private static int MaxDifferences(string a, string b) => Math.Max(1, Math.Min(a.Length, b.Length) / 4);
}
