using AkkaChat.TerminalClient.Session;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>The whole screen: the log, a status line, and the input below it.</summary>
internal sealed class ChatScreen : Runnable
{
    /// <summary>Of a paste, as on the page for browsers.</summary>
    private const int MaxLinesAtOnce = 100;

    private const string Prompt = "> ";
    private const string NotConnected = "Not connected: your text stays here until you are.";
    private const string NotSentYet = "Connected again. Your text was not sent yet.";

    private static readonly string[] Help =
    [
        "/name NAME   changes your name",
        "/reconnect   connects again",
        "/quit        leaves, like Ctrl+D",
        "//text       sends /text",
        "PgUp, PgDn   scroll, or the wheel",
        "Esc          to the newest line",
        "Up, Down     bring back your lines",
    ];

    private readonly ChatSession _session;
    private readonly Action _ring;
    private readonly LogView _log;
    private readonly StatusLine _status = new();
    private readonly Label _prompt = new() { Text = Prompt };
    private readonly InputLine _input = new();
    private readonly InputHistory _history = new();
    private IReadOnlyList<string> _pasted = [];

    /// <summary>The draft that was in the input when the password was asked for.</summary>
    private string _draft = "";

    /// <summary>Instead of the status, until the next key.</summary>
    private string _hint = "";
    private LogCounts _drawn;
    private SessionState _shownState;

    /// <param name="ring">Rings the bell.</param>
    public ChatScreen(ChatSession session, Action ring)
    {
        _session = session;
        _ring = ring;
        _log = new LogView(session.Log);
        SetScheme(Styles.Scheme);
        (_log.Width, _log.Height) = (Dim.Fill(), Dim.Fill(2));
        (_status.Y, _status.Width, _status.Height) = (Pos.AnchorEnd(2), Dim.Fill(), 1);
        _prompt.Y = Pos.AnchorEnd(1);
        (_input.X, _input.Y, _input.Width) = (Pos.Right(_prompt), Pos.AnchorEnd(1), Dim.Fill());
        Add(_log, _status, _prompt, _input);
        _input.SetFocus();
        _input.KeyDown += (_, key) => key.Handled = OnKey(key);
        _input.LinesPasted += AskToSend;
        Refresh();
    }

    /// <summary>Shows what has changed since it was called last.</summary>
    public void Refresh()
    {
        var counts = _session.Log.Counts;
        if (counts.Changes != _drawn.Changes)
            _log.SetNeedsDraw();
        if (counts.Mentions != _drawn.Mentions)
            _ring();
        _drawn = counts;
        var status = _session.Status;
        if (_hint == NotConnected && status.State == SessionState.Connected)
            _hint = NotSentYet;
        else if (_pasted.Count > 0 && status.State == SessionState.Connected && _shownState != SessionState.Connected)
            AskToSend(_pasted);
        else if (_shownState == SessionState.Connected && status.State != SessionState.Connected && _pasted.Count == 0)
            _hint = "";
        _shownState = status.State;
        ShowPrompt(status.State == SessionState.PasswordNeeded);
        _status.Show(_hint.Length > 0 ? _hint : TextOf(status), TextOfPosition());
    }

    private void ShowPrompt(bool isPassword)
    {
        // Setting a text lays the screen out again, also if it is the same.
        if (isPassword == _input.Secret)
            return;
        _input.Secret = isPassword;
        if (isPassword)
            _draft = _input.Text;
        _input.SetText(isPassword ? "" : _draft);
        _prompt.Text = isPassword ? "Password: " : Prompt;
    }

    private string TextOf(SessionStatus status) => status.State switch
    {
        SessionState.Connected => $"\u25CF {_session.Address} \u00B7 {status.Name}",
        SessionState.Waiting => $"\u25CB Next attempt in {Math.Max(1, Math.Ceiling(_session.RetryIn.TotalSeconds))} s. {status.Trouble}",
        SessionState.Refused => "\u25CB Offline: /name, /reconnect or /quit?",
        SessionState.PasswordNeeded => $"\u25CB {status.Trouble}",
        _ when status.Trouble.Length > 0 => $"\u25CB Trying again\u2026 {status.Trouble}",
        SessionState.Connecting => $"\u25CB Connecting to {_session.Address}\u2026",
        _ => $"\u25CB {_session.Address} \u00B7 joining as {status.Name}\u2026",
    };

    private string TextOfPosition() => _log switch
    {
        { IsFollowing: true } => "",
        { Unread: 0 } => "Esc: to the newest line",
        { Unread: 1 } => "1 new line \u2193",
        { Unread: var count } => $"{count} new lines \u2193",
    };

    private bool OnKey(Key key)
    {
        _hint = "";
        if (_pasted.Count > 0)
            return AnswerPaste(key == Key.Enter);
        if (key == Key.Enter)
            Enter(_input.Text);
        else if (key == Key.CursorUp || key == Key.P.WithCtrl)
            Recall(-1);
        else if (key == Key.CursorDown || key == Key.N.WithCtrl)
            Recall(1);
        else if (key == Key.PageUp)
            _log.Scroll(-Math.Max(1, _log.Viewport.Height - 1));
        else if (key == Key.PageDown)
            _log.Scroll(Math.Max(1, _log.Viewport.Height - 1));
        else if (key == Key.Esc)
            _log.Follow();
        else if (key == Key.L.WithCtrl)
            App!.ClearScreenNextIteration = true;
        else if (key == Key.C.WithCtrl)
            Clear();
        else if (key == Key.D.WithCtrl && _input.Text.Length == 0)
            App!.RequestStop();
        else
            return false;
        return true;
    }

    private void Clear()
    {
        if (_input.Text.Length == 0)
            _hint = _input.Secret ? "Ctrl+D leaves." : "Ctrl+D or /quit leaves.";
        _input.SetText("");
    }

    private void Recall(int step)
    {
        if (!_input.Secret && _history.Move(step, _input.Text) is { } line)
            _input.SetText(line);
    }

    private void Enter(string text)
    {
        if (_input.Secret)
        {
            _input.SetText("");
            if (text.Length > 0)
                _session.EnterPassword(text);
        }
        else if (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
        {
            Accept(text);
            Run(text.TrimEnd());
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            if (Send(text.StartsWith('/') ? text[1..] : text))
                Accept(text);
        }
    }

    private void Accept(string text)
    {
        _history.Add(text);
        _input.SetText("");
    }

    private bool Send(string line)
    {
        if (!_session.TrySend(line))
        {
            _hint = NotConnected;
            return false;
        }

        _log.Follow();
        _log.RemoveMark();
        return true;
    }

    private void Run(string command)
    {
        var (verb, argument) = command.Split(' ', 2) is [var first, var rest] ? (first, rest.Trim()) : (command, "");
        switch (verb)
        {
            case "/help":
                foreach (var line in Help)
                    _session.Log.Add(LogEntryKind.Help, line);
                _log.Follow();
                break;
            case "/name" when MemberName.ProblemOf(argument) is { } problem:
                _hint = $"/name NAME: {problem}.";
                break;
            case "/name":
                _session.Rename(argument);
                break;
            case "/reconnect":
                _session.Reconnect();
                break;
            case "/quit":
                App!.RequestStop();
                break;
            default:
                _hint = $"No command {verb}; /help lists them, // sends a slash.";
                break;
        }
    }

    private void AskToSend(IReadOnlyList<string> lines)
    {
        if (lines.Count > MaxLinesAtOnce)
        {
            _hint = $"Not sent: these are {lines.Count} lines; at most {MaxLinesAtOnce} fit at once.";
            return;
        }

        _pasted = lines;
        _hint = Question(lines);
    }

    private static string Question(IReadOnlyList<string> lines) =>
        $"Send these {lines.Count} lines? Enter sends them, any other key does not.";

    private bool AnswerPaste(bool isSent)
    {
        var lines = _pasted;
        var sent = isSent ? lines.TakeWhile(Send).Count() : 0;
        _pasted = isSent ? [.. lines.Skip(sent)] : [];
        if (_pasted.Count > 0)
            _hint = $"Not connected. {Question(_pasted)}";
        else if (isSent)
            _history.Add(lines[^1]);
        return true;
    }
}
