using System.Buffers;
using System.Text;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Reads the text of a configuration file, which is UTF-8 with or without a byte order mark.</summary>
internal static class ConfigurationFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ConfigurationException">Says why the file cannot be read.</exception>
    public static string Read(string path)
    {
        if (path.Length == 0)
            throw new ConfigurationException(["--config has an empty file name"]);

        ReadOnlySpan<byte> bytes = ReadBytes(path);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var valid = Strict.GetString(bytes[..ValidLength(bytes)]);
            var place = new Origin(path, 1 + valid.Count(c => c == '\n'), valid.Length - valid.LastIndexOf('\n'));
            throw new ConfigurationException([$"{place}: the file is not UTF-8"]);
        }
    }

    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="IOException">Says why the file cannot be read.</exception>
    public static string? ReadIncluded(string path)
    {
        try
        {
            return Path.Exists(path) ? Read(path) : null;
        }
        catch (ConfigurationException exception)
        {
            throw new IOException(exception.Problems[0]);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new ConfigurationException([$"{path} is a directory, not a file"]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException([$"{path} does not exist"]);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{path} cannot be read: permission denied"]);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            throw new ConfigurationException([$"{path} cannot be read: {exception.Message}"]);
        }
    }

    /// <summary>The number of bytes before the first that is not UTF-8.</summary>
    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
            length += consumed;
        return length;
    }
}
