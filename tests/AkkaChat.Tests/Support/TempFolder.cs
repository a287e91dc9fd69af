using System.Text;

namespace AkkaChat.Tests.Support;

/// <summary>A folder that is deleted at the end of the test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("akkachat-");

    private int _count;

    /// <summary>The path of a file in it, existing or not; of the folder itself for an empty name.</summary>
    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Writes a text into a new file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string text, Encoding? encoding = null)
    {
        var path = PathOf($"{++_count}.hocon");
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
