using System.Globalization;
using AkkaChat.TerminalClient.Connection;

namespace AkkaChat.TerminalClient.Session;

/// <summary>
/// A user's presence in the room, over one connection after the other. Knows no terminal. Its members may be called from any thread.
/// </summary>
/// <param name="random">From 0 to 1, for the pauses.</param>
internal sealed class ChatSession(ServerConnector connector, TimeProvider time, Func<double> random, string name, string? password)
{
    /// <summary>Precedes such a line.</summary>
    public const string UnconfirmedNotice = "The connection ended before this came back, it may have been seen or not: ";

    private readonly Lock _gate = new();
    private readonly ReconnectPolicy _policy = new(time, random);
    private string _name = name;
    private string? _password = password;
    private volatile SessionStatus _status = new(SessionState.Connecting, name);

    /// <summary>Ends the attempt, or the pause, to begin anew at once.</summary>
    private Action _restart = () => { };

    /// <summary>Sends a line. Null while there is no connection.</summary>
    private Action<string>? _send;

    /// <summary>Half-closes the connection; false if every line has its echo.</summary>
    private Func<bool> _tryHalfClose = () => false;
    private bool _isLeaving;

    /// <summary>The name under which the room has accepted us last; null if it never has.</summary>
    private string? _memberName;
    private bool _hasConnected;

    /// <summary>Why there is no connection.</summary>
    private EndKind _cause = EndKind.Unreachable;
    private string _trouble = "";

    /// <summary>Number of its entry, and its beginning, while it is open.</summary>
    private (long Entry, DateTimeOffset From)? _gap;

    public Transcript Log { get; } = new(time);

    public SessionStatus Status => _status;

    public string Address => connector.Options.Address;

    /// <summary>Until the next attempt, while waiting.</summary>
    public TimeSpan RetryIn => time.GetElapsedTime(time.GetTimestamp(), _status.RetryAt);

    /// <summary>Lines without an echo at the end of the last connection.</summary>
    public IReadOnlyList<string> Unconfirmed { get; private set; } = [];

    /// <returns>After <see cref="Leave"/>, or if it is cancelled.</returns>
    /// <exception cref="ConnectException">The server has never been reached.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            lock (_gate)
            {
                if (_isLeaving)
                    return;
                _restart = attempt.Cancel;
            }

            try
            {
                var end = await ConnectAsync(attempt.Token);
                TimeSpan pause;
                lock (_gate)
                {
                    if (_isLeaving)
                        return;
                    pause = Conclude(end);
                }

                await Task.Delay(pause, time, attempt.Token);
            }
            catch (OperationCanceledException)
            {
                // Ended, or another name, a password, or no patience.
            }
            finally
            {
                lock (_gate)
                    _restart = () => { };
            }
        }
    }

    /// <returns>False if there is no connection.</returns>
    public bool TrySend(string line)
    {
        lock (_gate)
        {
            _send?.Invoke(line);
            return _send is not null;
        }
    }

    /// <summary>Ends the session, after the echo of all lines that were sent.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _isLeaving = true;
            if (!_tryHalfClose())
                _restart();
        }
    }

    public void Reconnect()
    {
        lock (_gate)
        {
            if (_status.State == SessionState.Connected)
                OpenGap();
            Restart();
        }
    }

    /// <summary>Joins again. If the name is refused, the old one stays in use.</summary>
    public void Rename(string name)
    {
        lock (_gate)
        {
            _name = name;
            Restart();
        }
    }

    public void EnterPassword(string password)
    {
        lock (_gate)
        {
            _password = password;
            Restart();
        }
    }

    private void Restart()
    {
        _policy.Reset();
        _trouble = "";
        _restart();
    }

    private async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation)
    {
        Publish(SessionState.Connecting);
        var startedAt = time.GetTimestamp();
        ServerConnection connection;
        try
        {
            connection = await connector.ConnectAsync(cancellation);
        }
        catch (ConnectException exception) when (_hasConnected)
        {
            return new ConnectionEnd(exception.IsFinal ? EndKind.Untrusted : EndKind.Unreachable, exception.Message);
        }

        await using (connection)
        {
            using var conversation = Begin(connection);
            try
            {
                return await conversation.RunAsync(time.GetElapsedTime(startedAt), cancellation);
            }
            finally
            {
                lock (_gate)
                {
                    _send = null;
                    _tryHalfClose = () => false;
                    Unconfirmed = conversation.Unconfirmed;
                    ReportUnconfirmed();
                }
            }
        }
    }

    private Conversation Begin(ServerConnection connection)
    {
        lock (_gate)
        {
            _hasConnected = true;
            Publish(SessionState.Joining);
            var conversation = new Conversation(connection, _name, _password, Log, time, _gate, OnJoined);
            _send = conversation.Send;
            _tryHalfClose = conversation.TryHalfClose;
            return conversation;
        }
    }

    private void OnJoined()
    {
        CloseGap();
        if (_memberName is null)
            Log.Add(LogEntryKind.Note, $"You are in, as {_name}. You see who is here when they write: say hello! /help lists the commands.");
        else if (_memberName != _name)
            Log.Add(LogEntryKind.Note, $"You are {_name} now.");
        _memberName = _name;
        _trouble = "";
        Publish(SessionState.Connected);
    }

    /// <returns>The pause before the next attempt, infinite if the user has to act first.</returns>
    private TimeSpan Conclude(ConnectionEnd end)
    {
        if (end.Lived >= Conversation.RefusalLimit)
            _policy.Reset();
        if (end.Kind == EndKind.Refused)
            return ConcludeRefusal(end);
        OpenGap();
        if (end.Kind == EndKind.Untrusted)
            return GiveUp(end.Words);
        // That the server cannot be reached says less.
        if (end.Kind != EndKind.Unreachable || _trouble.Length == 0)
        {
            _cause = end.Kind;
            _trouble = end.Kind switch
            {
                EndKind.ServerClosed => "The server is shutting down or restarting.",
                EndKind.Lost => "The connection was lost.",
                _ => "The server cannot be reached.",
            };
        }

        return Wait();
    }

    private TimeSpan ConcludeRefusal(ConnectionEnd end)
    {
        var explained = ServerNotices.Explain(end.Words, _password is not null);
        if (end.Words == ServerNotices.NameInUse && _memberName == _name && _policy.MayWaitForName())
        {
            OpenGap();
            _cause = EndKind.NameHeld;
            _trouble = $"A lost connection of yours, or another client, still has the name. The server says: \u201C{end.Words}\u201D.";
            return Wait();
        }

        if (ServerNotices.IsTemporary(end.Words))
        {
            OpenGap();
            _cause = EndKind.Refused;
            _trouble = explained;
            return Wait();
        }

        if (_memberName is not null && _memberName != _name)
        {
            Log.Add(LogEntryKind.Warning, $"\u201C{_name}\u201D was refused: {end.Words}; you are still {_memberName}.");
            _name = _memberName;
            return TimeSpan.Zero;
        }

        OpenGap();
        if (end.Words != ServerNotices.WrongPassword)
            return GiveUp(explained);
        return GiveUp(_password is null ? "The room has a password." : explained, SessionState.PasswordNeeded);
    }

    private TimeSpan GiveUp(string trouble, SessionState state = SessionState.Refused)
    {
        _trouble = trouble;
        Log.Add(LogEntryKind.Warning, trouble);
        Publish(state);
        return Timeout.InfiniteTimeSpan;
    }

    private TimeSpan Wait()
    {
        var pause = _policy.NextPause(_cause);
        Publish(SessionState.Waiting, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency));
        return pause;
    }

    private void Publish(SessionState state, long retryAt = 0) => _status = new SessionStatus(state, _name, _trouble, retryAt);

    private void ReportUnconfirmed()
    {
        foreach (var line in Unconfirmed)
            Log.Add(LogEntryKind.Warning, $"{UnconfirmedNotice}{line}");
    }

    /// <summary>From now on lines may be missing, unless we have not been in the room yet.</summary>
    private void OpenGap()
    {
        if (_memberName is null || _gap is not null)
            return;
        var now = time.GetLocalNow();
        _gap = (Log.Add(LogEntryKind.Gap, $"Not connected since {Clock(now)}"), now);
    }

    private void CloseGap()
    {
        if (_gap is not { } gap)
            return;
        _gap = null;
        var now = time.GetLocalNow();
        var format = Clock(gap.From) == Clock(now) ? "HH:mm:ss" : "HH:mm";
        Log.SetText(gap.Entry, $"Not connected from {Clock(gap.From, format)} to {Clock(now, format)}");
    }

    private static string Clock(DateTimeOffset at, string format = "HH:mm") => at.ToString(format, CultureInfo.InvariantCulture);
}
