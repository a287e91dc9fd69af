using System.Text;

namespace AkkaChat.Tests.Configuration;

/// <summary>Files that are deleted at the end of a test.</summary>
internal sealed class TempFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("akkachat-");
    private int _count;

    public string Folder => _directory.FullName;

    public string Write(string text) => Write(text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    public string Write(string text, Encoding encoding)
    {
        var path = Missing();
        File.WriteAllText(path, text, encoding);
        return path;
    }

    /// <summary>A path at which no file exists.</summary>
    public string Missing() => Path.Combine(_directory.FullName, $"{++_count}.hocon");

    public void Dispose() => _directory.Delete(recursive: true);
}
