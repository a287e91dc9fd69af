using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaChat.TerminalClient.Connection;

/// <summary>Connects to one server.</summary>
internal sealed class ServerConnector
{
    private const int KeepAliveSeconds = 60;
    private const int ProbeIntervalSeconds = 15;
    private const int Probes = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly ClientOptions _options;

    /// <summary>Null: those of the system.</summary>
    private readonly X509Certificate2Collection? _roots;

    /// <exception cref="UsageException">The file with the roots cannot be used.</exception>
    public ServerConnector(ClientOptions options)
    {
        _options = options;
        if (options.CaFile is { } file)
            _roots = ReadRoots(file);
    }

    public ClientOptions Options => _options;

    /// <exception cref="ConnectException">It failed.</exception>
    public async Task<ServerConnection> ConnectAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // On Linux .NET cannot cancel getaddrinfo; the timeout abandons it.
            await socket.ConnectAsync(_options.Host, _options.Port, timeout.Token).AsTask().WaitAsync(timeout.Token);
            EnableKeepAlive(socket);
            return new ServerConnection(socket, _options.IsTls ? await AuthenticateAsync(socket, timeout.Token) : new NetworkStream(socket));
        }
        catch (Exception exception)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw exception switch
            {
                ConnectException => exception,
                OperationCanceledException => Failed($"no answer within {Timeout.TotalSeconds} seconds", exception),
                SocketException or IOException or AuthenticationException => Failed(exception.Message, exception),
                _ => exception,
            };
        }
    }

    /// <summary>
    /// So that a dead connection is detected in a quiet room too. Without TCP_USER_TIMEOUT, which would also end a pipe to a server that
    /// limits the rate and does not read for minutes.
    /// </summary>
    private static void EnableKeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }

    private ConnectException Failed(string reason, Exception cause) =>
        new($"cannot connect to {_options.Address}: {reason}", isFinal: false, cause);

    private async Task<SslStream> AuthenticateAsync(Socket socket, CancellationToken cancellation)
    {
        string? problem = null;
        var tls = new HalfClosableSslStream(socket);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = _options.Host,
                    CertificateChainPolicy = ChainPolicy(),
                    RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                    {
                        problem = ProblemOf(chain, errors);
                        return problem is null || _options.IsInsecure;
                    },
                },
                cancellation);
            return tls;
        }
        catch (AuthenticationException exception) when (problem is not null)
        {
            throw new ConnectException($"the certificate of {_options.Address} is not trusted: {problem}", isFinal: true, exception);
        }
    }

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }

        return policy;
    }

    private string? ProblemOf(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "there is none";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"it is not for {_options.Host}";
        return errors == SslPolicyErrors.None ? null : chain!.ChainStatus.FirstOrDefault().StatusInformation ?? errors.ToString();
    }

    private static X509Certificate2Collection ReadRoots(string file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"--ca {file}: {exception.Message}");
        }

        return roots.Count > 0 ? roots : throw new UsageException($"--ca {file}: there is no certificate in it");
    }
}
