'use strict';

// The page of the room: joins it over a WebSocket and shows its lines. Text from others becomes text nodes only.

const settings = document.documentElement.dataset;
const serverName = settings.serverName;
const needsPassword = 'needsPassword' in settings;
const maxNameLength = Number(settings.maxUsernameLength);
/** In bytes of UTF-8. The server refuses WebSocket messages above 1 MiB, whatever its limit of a line. */
const maxMessageLength = Math.min(Number(settings.maxMessageLength), 1024 * 1024);

const maxLinesShown = 2000;
/** Lines that are kept while the reader is at the end, so that some can be added while it reads further up. */
const maxLinesFollowed = 1500;
const maxLinesAtOnce = 100;
/** In a line, with the text between them. */
const maxLinks = 100;
const connectLimit = 15_000;
/** The server does not confirm a join; after this time, and twice that of connecting, without a refusal the page takes it as accepted. */
const joinLimit = 1_500;
/** A refusal within this time refuses the join, however slow the network is; a later one expels a member. */
const refusalLimit = 5_000;
/** If nothing comes for this long although a line was sent, the network may have gone without a word. */
const answerLimit = 30_000;
const minPause = 1_000;
const maxPause = 30_000;
/** A server that says that it restarts is back soon. */
const maxRestartPause = 10_000;
/** For this long the server may still hold the name for a connection of ours that was lost. */
const ghostLimit = 120_000;
const maxGhostPause = 5_000;
/** Between updates of a hidden page, which draws no frames. */
const hiddenPause = 250;
/** Lines of one author within this time share a heading. */
const groupLimit = 300_000;
/** The status of a refused origin, among the close codes. */
const foreignOrigin = 403;
const sentBack = 'What you sent last is back here, because the connection ended: it may have been seen or not.';
const notConnected = 'Not connected: your text stays here until you are.';
const notSentYet = 'Connected again. Your text was not sent yet.';
const nothingSaid = 'Nothing has been said since you joined. You see who is here when they write: say hello!';

/** In front of the server's own words, by the reason of the close. A name that is not possible needs its words alone. */
const plainReasons = {
  'wrong-password': 'That password is not right.',
  'name-taken': 'Somebody here already has this name.',
  banned: 'This room is closed to you.',
  kicked: 'You were put out of the room.',
  idle: 'You were disconnected, because you wrote nothing for a while.',
};

/** The elements of the page, by their id in camel case. */
const ui = Object.fromEntries([...document.querySelectorAll('[id]')].map(found =>
  [found.id.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), found]));

// Storage. Several rooms can share an origin, under different paths. A browser may refuse all of it.

const keyOf = key => `akkachat:${location.pathname}:${key}`;

function recall(storage, key) {
  try {
    return window[storage].getItem(keyOf(key));
  } catch {
    return null;
  }
}

/** Null removes the value. */
function keep(storage, key, value) {
  try {
    if (value === null) window[storage].removeItem(keyOf(key));
    else window[storage].setItem(keyOf(key), value);
  } catch {
    // It is forgotten with the page.
  }
}

// Text

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const utf8 = new TextEncoder();
const sentenceEnds = '.,;:!?\'\u2019\u201D\u00BB\u3001\u3002\uFF01\uFF0C\uFF1F';

/** As the server does: without variation selectors and white space at the ends. */
const cleanName = text => text.replace(/[\u180B-\u180D\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu, '').trim();

/** As the server does, so that echoes can be recognized. */
const cleanLine = text =>
  text.replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029]/g, '?').replace(/\p{Surrogate}/gu, '\uFFFD');

const quoted = words => `\u201C${words}\u201D`;

function element(tag, className, text = '') {
  const created = document.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}

/** 0 to 359, the same for a name on each visit: FNV-1a, with the high bits mixed into the low ones. */
function hueOf(name) {
  let hash = 2166136261;
  for (const byte of utf8.encode(name)) hash = Math.imul(hash ^ byte, 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2654435761);
  return ((hash ^ (hash >>> 13)) >>> 0) % 360;
}

/** Fills an element with text in which web addresses are links. */
function fillWithLinks(target, text) {
  // Direction marks end an address: what is read is what is opened.
  const addresses = /\bhttps?:\/\/[^\s<>"\u200E\u200F\u202A-\u202E\u2066-\u2069]+/giu;
  let end = 0;
  for (const match of text.matchAll(addresses)) {
    const address = withoutPunctuation(match[0]);
    if (!URL.canParse(address)) continue;
    target.append(text.slice(end, match.index), linkTo(address));
    end = match.index + address.length;
    if (target.childNodes.length > maxLinks) break;
  }
  target.append(text.slice(end));
}

/** Without the end of the sentence around an address. A closing bracket belongs to the address if it is opened there. */
function withoutPunctuation(address) {
  const countOf = character => address.split(character).length;
  const surplus = { ')': countOf(')') - countOf('('), ']': countOf(']') - countOf('['), '}': countOf('}') - countOf('{') };
  let end = address.length;
  while (surplus[address[end - 1]]-- > 0 || sentenceEnds.includes(address[end - 1])) end--;
  return address.slice(0, end);
}

function linkTo(address) {
  const link = element('a', '', address);
  link.href = address;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

/** Matches a name as a word; scripts that do not separate words need no boundary. */
function mentionOf(name) {
  const letter = '[\\p{sc=Latin}\\p{sc=Cyrillic}\\p{sc=Greek}\\p{M}\\p{N}_]';
  const isLetter = new RegExp(letter, 'u');
  const characters = [...name];
  const before = isLetter.test(characters[0]) ? `(?<!${letter})` : '';
  const after = isLetter.test(characters.at(-1)) ? `(?!${letter})` : '';
  return new RegExp(before + name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + after, 'iu');
}

// The connection. States: left, connecting, joining, connected, waiting (for the next attempt), and refused and ended, in which
// the user has to act.

const link = {
  state: 'left', socket: null, timer: 0, answerTimer: 0, attempt: 0,
  name: '', password: '', mention: null,
  /** The form waits for the outcome. */
  isSubmitted: false,
  startedAt: 0,
  /** 0 while the socket is not open. */
  openedAt: 0,
  /** A line of the room came, or the connection ended in another way than by a refusal. */
  isAccepted: false,
  /** The name under which the room has accepted us last, perhaps before a reload; null if it never has. */
  memberName: null,
  /** The room has accepted us since the page was loaded. */
  hasJoined: false,
  /** When the name was first refused because a lost connection may still hold it; null if it was not. */
  ghostSince: null,
  /** The server's last line, unless a line of the room followed. */
  words: '',
  /** Lines of the server while they may still be a refusal. */
  heldWords: [],
  /** Sent, and without an echo yet: line and row. */
  unconfirmed: [],
  /** Attempts in a row whose socket did not open. */
  unopened: 0,
  /** Why there is no connection; empty before the first attempt has failed. The close code that says so. */
  trouble: '', cause: 0,
  /** When the next attempt begins, while waiting. */
  retryAt: 0,
};

function joinAs(name, password) {
  endConnection();
  Object.assign(link, { name, password, attempt: 0, unopened: 0, ghostSince: null, trouble: '', cause: 0 });
  connect();
}

function connect() {
  closeSocket();
  const address = new URL('chat', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  const whileCurrent = handler => event => {
    if (socket === link.socket) handler(event);
  };
  socket.onopen = whileCurrent(sendHello);
  socket.onmessage = whileCurrent(event => receive(event.data));
  socket.onclose = whileCurrent(event => onClosed(event.code, event.reason));
  Object.assign(link, { socket, mention: mentionOf(link.name), startedAt: Date.now(), openedAt: 0, isAccepted: false, words: '', heldWords: [] });
  link.timer = setTimeout(() => onClosed(1006, ''), connectLimit);
  setState('connecting');
}

function sendHello() {
  clearTimeout(link.timer);
  link.openedAt = Date.now();
  link.socket.send(needsPassword ? `${link.name}:${link.password}` : link.name);
  link.timer = setTimeout(onJoined, Math.min(refusalLimit, joinLimit + 2 * (link.openedAt - link.startedAt)));
  setState('joining');
}

function onJoined() {
  clearTimeout(link.timer);
  link.timer = setTimeout(accept, refusalLimit - (Date.now() - link.openedAt));
  closeGap();
  if (isRename()) addNote('news', `You are ${link.name} now.`);
  link.heldWords.forEach(words => addNote('server', words));
  setState('connected');
  showOutcome();
}

/** Called with whole lines, each with its LF. */
function receive(text) {
  for (const line of text.split('\n').slice(0, -1)) {
    const colon = line.indexOf(':');
    const author = line.slice(0, colon);
    const content = line.slice(colon + 1);
    if (author === serverName) receiveWords(content);
    else receiveLine(author, content);
  }
  awaitAnswer();
}

function receiveWords(words) {
  link.words = words;
  if (link.state === 'joining') link.heldWords.push(words);
  else addNote('server', words);
}

function receiveLine(author, content) {
  link.words = '';
  if (link.state === 'joining') onJoined();
  accept();
  const isOwn = author === link.name && confirmSent(content);
  const isMention = !isOwn && link.mention.test(content);
  enqueue({ author, content, at: Date.now(), isOwn, isMention });
  if (isMention) notify(author, content);
}

/** Only now anything is stored: it could have been wrong. */
function accept() {
  if (link.isAccepted) return;
  // This tab keeps its name; a new one only suggests it.
  for (const storage of ['sessionStorage', 'localStorage']) keep(storage, 'name', link.name);
  keep('localStorage', 'password', needsPassword && ui.remember.checked ? link.password : null);
  keep('sessionStorage', 'joined', '1');
  Object.assign(link, { isAccepted: true, attempt: 0, ghostSince: null, memberName: link.name, hasJoined: true });
  log.gap = null;
}

/** The name on the way to the room is to replace the one that we have there. */
const isRename = () => link.hasJoined && link.name !== link.memberName;

function awaitAnswer() {
  clearTimeout(link.answerTimer);
  if (link.unconfirmed.length > 0) link.answerTimer = setTimeout(() => onClosed(1006, ''), answerLimit);
}

/** Closes the socket, if there is one; whatever still comes from it is ignored. */
function closeSocket() {
  clearTimeout(link.timer);
  clearTimeout(link.answerTimer);
  const socket = link.socket;
  link.socket = null;
  socket?.close(1000);
}

function endConnection(code = 1000) {
  const isRefusal = [1008, 1013].includes(code) && Date.now() - link.openedAt < refusalLimit;
  if (link.state === 'connected' && !isRefusal) accept();
  closeSocket();
  returnUnconfirmed();
}

function onClosed(code, reason) {
  link.unopened = link.openedAt === 0 ? link.unopened + 1 : 0;
  endConnection(code);
  if (isRename() && ['name-taken', 'invalid-username'].includes(reason)) {
    keepName();
    return;
  }
  if (link.hasJoined) openGap();
  if (mayRetry(code, reason)) wait(code);
  else end(code, reason);
  if (link.unopened > 1) explainUnopened();
}

function keepName() {
  addNote('news', `${quoted(link.name)} was refused: ${link.words}; you are still ${link.memberName}.`);
  showOutcome();
  joinAs(link.memberName, link.password);
}

function mayRetry(code, reason) {
  if (code === 1008 && reason === 'name-taken' && link.memberName === link.name) {
    link.ghostSince ??= Date.now();
    return Date.now() - link.ghostSince < ghostLimit;
  }
  link.ghostSince = null;
  return [1001, 1006, 1012, 1013].includes(code);
}

/** The pauses grow, and vary, so that the pages of a server that restarts do not come back all at once. */
function wait(code) {
  // That the server cannot be reached says less.
  if (code !== 1006 || ![1001, 1012, foreignOrigin].includes(link.cause)) Object.assign(link, { cause: code, trouble: troubleOf(code) });
  const longest = { 1001: maxRestartPause, 1008: maxGhostPause, 1012: maxRestartPause }[link.cause] ?? maxPause;
  const pause = Math.min(longest, minPause * 2 ** link.attempt++) * (0.5 + Math.random() / 2);
  clearTimeout(link.timer);
  link.retryAt = Date.now() + pause;
  link.timer = setTimeout(connect, pause);
  setState('waiting');
  // The form stays until the first success.
  if (link.hasJoined) showOutcome();
}

/** A browser does not say why a socket did not open. If the page itself is served, then its origin is what the server refuses. */
async function explainUnopened() {
  const { timer } = link;
  const isServed = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(response => response.ok, () => false);
  if (timer !== link.timer || link.state !== 'waiting' || isServed === (link.cause === foreignOrigin)) return;
  link.attempt = isServed ? Infinity : 0;
  link.cause = 0;
  wait(isServed ? foreignOrigin : 1006);
}

function troubleOf(code) {
  if (code === foreignOrigin) return 'The server does not accept pages of this address; whoever runs it can allow it (web.origins).';
  if (code === 1008) return explained('A lost connection of yours, or another window, still has the name.', link.words);
  if (code === 1013 && link.words !== '') return explained('', link.words);
  if (code === 1001) return 'The server is shutting down or restarting.';
  if (code === 1012) return 'The room was restarted.';
  if (!navigator.onLine) return 'You are offline.';
  return link.hasJoined ? 'The connection was lost.' : 'The server cannot be reached.';
}

function end(code, reason) {
  const words = link.words || reason;
  const isRefused = code === 1008;
  const plain = plainReasons[reason] ?? (isRefused ? '' : 'Disconnected.');
  link.trouble = words === '' ? `Disconnected (close code ${code}).` : explained(plain, words);
  keep('sessionStorage', 'joined', null);
  if (link.hasJoined) link.name = link.memberName;
  if (reason === 'wrong-password') link.password = '';
  setState(isRefused ? 'refused' : 'ended');
  if (!link.isSubmitted && link.hasJoined && reason !== 'wrong-password') return;
  link.isSubmitted = false;
  const fields = { 'wrong-password': ui.password, 'name-taken': ui.name, 'invalid-username': ui.name };
  showJoin({ error: link.trouble, field: fields[reason] });
}

/** A plain sentence, which may be empty, and the words of the server. */
const explained = (plain, words) => `${plain} The server says: ${quoted(words)}.`.trim();

/** Called when something has happened that may let an attempt succeed. */
function retryNow() {
  if (link.state === 'waiting') connect();
}

function leave() {
  endConnection();
  keep('sessionStorage', 'joined', null);
  clearLog();
  Object.assign(link, { memberName: null, hasJoined: false });
  setState('left');
  showJoin({ status: 'You have left the room.' });
}

// What is sent

function send() {
  const lines = ui.draft.value.split('\n').filter(line => line.trim() !== '').map(cleanLine);
  if (lines.length === 0) return;
  const problem = problemOf(lines);
  setHint(problem, true);
  if (problem !== '') return;
  lines.forEach(sendLine);
  setDraft('');
  awaitAnswer();
  follow();
}

/** Why these lines cannot be sent now; empty if they can. */
function problemOf(lines) {
  if (link.state !== 'connected' && link.state !== 'joining') return notConnected;
  if (lines.length > maxLinesAtOnce) return `Not sent: these are ${lines.length} lines; at most ${maxLinesAtOnce} fit at once.`;
  const lengths = lines.map(line => utf8.encode(line).length);
  const index = lengths.findIndex(length => length > maxMessageLength);
  if (index < 0) return '';
  const which = lines.length > 1 ? `line ${index + 1}` : 'the message';
  return `Not sent: ${which} is too long, with ${lengths[index]} bytes of at most ${maxMessageLength}.`;
}

/** Shows it below the log until its echo takes its place in the order. */
function sendLine(content) {
  link.socket.send(content);
  const line = { author: link.name, content, at: Date.now(), isOwn: true };
  const row = rowOf(line, link.unconfirmed.at(-1)?.line ?? log.last);
  row.classList.add('unconfirmed');
  row.querySelector('time').textContent = 'sending\u2026';
  ui.sending.append(row);
  link.unconfirmed.push({ line, row });
}

/** Takes the first unconfirmed line with this content. */
function confirmSent(content) {
  const index = link.unconfirmed.findIndex(sent => sent.line.content === content);
  if (index < 0) return false;
  link.unconfirmed.splice(index, 1)[0].row.remove();
  keepDraft();
  return true;
}

/** Puts lines that had no echo in front of the draft. */
function returnUnconfirmed() {
  if (link.unconfirmed.length === 0) return;
  const text = draftWithUnconfirmed();
  link.unconfirmed = [];
  ui.sending.replaceChildren();
  setDraft(text);
  setHint(sentBack);
}

const draftWithUnconfirmed = () =>
  [...link.unconfirmed.map(sent => sent.line.content), ui.draft.value].filter(text => text !== '').join('\n');

/** With what is not confirmed, since a reload ends the connection. */
function keepDraft() {
  keep('sessionStorage', 'draft', draftWithUnconfirmed());
  keep('sessionStorage', 'unconfirmed', link.unconfirmed.length > 0 ? '1' : null);
}

function setDraft(text) {
  ui.draft.value = text;
  keepDraft();
  fitDraft();
}

function setHint(text, isFailure = false) {
  ui.hint.textContent = text;
  ui.hint.className = `column ${isFailure ? 'error' : 'quiet'}`;
}

function fitDraft() {
  ui.draft.style.height = 'auto';
  ui.draft.style.height = `${ui.draft.scrollHeight + ui.draft.offsetHeight - ui.draft.clientHeight}px`;
}

// The log. Lines wait for the next frame, and while the reader is further up, for room.

const log = { arrivals: [], isFlushDue: false, isFollowing: true, size: '', unseen: 0, unread: 0, last: null, gap: null };

function enqueue(line) {
  log.arrivals.push(line);
  if (!line.note && !line.isOwn) {
    if (!log.isFollowing) log.unseen++;
    if (document.hidden) log.unread++;
  }
  if (log.arrivals.length > 2 * maxLinesShown) log.arrivals.splice(0, log.arrivals.length - maxLinesShown);
  scheduleFlush();
}

function scheduleFlush() {
  if (log.isFlushDue) return;
  log.isFlushDue = true;
  if (document.hidden) setTimeout(flush, hiddenPause);
  else requestAnimationFrame(flush);
}

function flush() {
  log.isFlushDue = false;
  if (log.isFollowing) {
    const added = log.arrivals.splice(0).slice(-maxLinesFollowed);
    appendRows(added);
    while (ui.log.childElementCount > maxLinesFollowed) ui.log.firstElementChild.remove();
    scrollToEnd();
  } else {
    // Nothing is removed, so that the text under the reader's eyes stays where it is.
    appendRows(log.arrivals.splice(0, maxLinesShown - ui.log.childElementCount));
  }
  showCounts();
}

function appendRows(lines) {
  const rows = document.createDocumentFragment();
  for (const line of lines) {
    const day = new Date(line.at).toDateString();
    if (log.last !== null && new Date(log.last.at).toDateString() !== day) rows.append(element('p', 'note', longDate.format(line.at)));
    rows.append(line.note ? noteOf(line) : rowOf(line, log.last));
    log.last = line;
  }
  ui.log.append(rows);
  showEmpty();
}

/** The row of a line; one that continues the previous line shows its author to screen readers only. */
function rowOf(line, previous) {
  const row = element('div', 'line');
  const head = element('div', 'head');
  const author = element('bdi', 'author', line.author);
  author.style.setProperty('--hue', hueOf(line.author));
  const time = element('time', '', clock.format(line.at));
  time.dateTime = new Date(line.at).toISOString();
  head.append(author, ...(line.isOwn ? [element('span', 'you', '(you)')] : []), time);
  const content = element('div', 'content');
  content.dir = 'auto';
  fillWithLinks(content, line.content);
  row.append(head, content);
  const continues = previous && !previous.note && previous.author === line.author && previous.isOwn === line.isOwn
    && line.at - previous.groupAt < groupLimit;
  line.groupAt = continues ? previous.groupAt : line.at;
  row.classList.toggle('grouped', Boolean(continues));
  row.classList.toggle('own', line.isOwn);
  row.classList.toggle('mention', line.isMention === true);
  return row;
}

/** Kinds: server (a line of the server), gap, news (of the page). */
function addNote(kind, text) {
  const note = { note: kind, text, at: Date.now(), row: null };
  enqueue(note);
  return note;
}

function noteOf(note) {
  note.row = element('p', `note ${note.note}`);
  if (note.note === 'server') note.row.append(element('bdi', '', serverName), ' ');
  note.row.append(element('bdi', 'words', note.text));
  return note.row;
}

function setNote(note, text) {
  note.text = text;
  if (note.row !== null) note.row.querySelector('.words').textContent = text;
}

/** From now on lines may be missing. A gap that was closed too early, before a refusal, goes on. */
function openGap() {
  log.gap ??= addNote('gap', '');
  log.gap.isOpen = true;
  setNote(log.gap, `Not connected since ${clock.format(log.gap.at)}`);
}

function closeGap() {
  if (!log.gap?.isOpen) return;
  log.gap.isOpen = false;
  const from = log.gap.at;
  const to = Date.now();
  const format = clock.format(from) === clock.format(to) ? clockWithSeconds : clock;
  setNote(log.gap, `Not connected from ${format.format(from)} to ${format.format(to)}`);
}

function clearLog() {
  Object.assign(log, { arrivals: [], last: null, gap: null, unseen: 0, unread: 0, isFollowing: true });
  ui.log.replaceChildren();
  ui.empty.textContent = nothingSaid;
}

function showEmpty() {
  ui.empty.hidden = link.state !== 'connected' || ui.log.childElementCount > 0;
}

// Scrolling and counts

function onScrolled() {
  // Not the reader has scrolled, but the browser, because the log or its frame has another size now.
  if (log.isFollowing && log.size !== sizeOfScroller()) {
    scrollToEnd();
    return;
  }
  const isAtEnd = ui.scroller.scrollHeight - ui.scroller.scrollTop - ui.scroller.clientHeight < 48;
  if (isAtEnd && !log.isFollowing) follow();
  log.isFollowing = isAtEnd;
  showCounts();
}

const sizeOfScroller = () => `${ui.scroller.scrollHeight} ${ui.scroller.clientHeight}`;

function follow() {
  Object.assign(log, { isFollowing: true, unseen: 0 });
  flush();
}

function scrollToEnd() {
  ui.scroller.scrollTop = ui.scroller.scrollHeight;
  log.size = sizeOfScroller();
}

function showCounts() {
  ui.newest.hidden = log.isFollowing;
  const count = log.unseen === 1 ? '1 new line' : `${log.unseen} new lines`;
  ui.newest.textContent = log.unseen === 0 ? 'To the newest line \u2193' : `${count} \u2193`;
  document.title = (log.unread > 0 ? `(${log.unread}) ` : '') + location.host;
}

function onVisibilityChanged() {
  if (document.hidden) {
    if (log.isFlushDue) setTimeout(flush, hiddenPause);
    return;
  }
  log.unread = 0;
  flush();
  retryNow();
}

// Views

function showJoin({ error = '', field = null, status = '', toRename = false } = {}) {
  ui.joinTitle.textContent = toRename ? 'Change name' : location.host;
  ui.joinButton.textContent = toRename ? 'Change name' : 'Join';
  ui.joinIntro.hidden = toRename;
  ui.password.required = needsPassword && !(toRename && link.password !== '');
  ui.passwordField.hidden = !ui.password.required;
  if (ui.menu.open) ui.menu.close();
  ui.chat.hidden = true;
  ui.join.hidden = false;
  ui.joinCancel.hidden = !link.hasJoined;
  ui.joinStatus.textContent = status;
  showCountdown();
  showJoinError(error, field);
  (field ?? ui.name).focus();
}

/** At its field, if it has one. */
function showJoinError(text, field) {
  for (const input of [ui.name, ui.password]) {
    input.setAttribute('aria-invalid', input === field);
    input.setAttribute('aria-describedby', input === field ? 'join-error' : '');
  }
  if (field === null) ui.joinActions.before(ui.joinError);
  else field.after(ui.joinError);
  ui.joinError.textContent = text;
  ui.joinError.hidden = text === '';
}

function showChat() {
  ui.join.hidden = true;
  ui.chat.hidden = false;
  fitDraft();
  follow();
  focusChat();
}

/** On a touch screen a focus in the draft would open the keyboard. */
function focusChat() {
  if (matchMedia('(pointer: coarse)').matches) ui.scroller.focus();
  else ui.draft.focus();
}

/** The form that was submitted gives way to the room; a form that was opened since then stays. */
function showOutcome() {
  if (link.isSubmitted) showChat();
  link.isSubmitted = false;
}

const statusOf = {
  left: 'Not connected', connecting: 'Connecting\u2026', joining: 'Joining\u2026', connected: 'Connected', waiting: 'Disconnected',
  refused: 'Refused', ended: 'Disconnected',
};

function setState(state) {
  link.state = document.body.dataset.state = state;
  const isTrying = state === 'connecting' || state === 'joining';
  const isOver = state === 'refused' || state === 'ended';
  if (state === 'connected') Object.assign(link, { trouble: '', cause: 0 });
  if (state === 'connected' && ui.hint.textContent === notConnected) setHint(notSentYet);
  ui.joinButton.disabled = isTrying && link.isSubmitted;
  ui.joinStatus.classList.toggle('error', link.trouble !== '');
  if (link.isSubmitted) setText(ui.joinStatus, link.trouble || (isTrying ? statusOf[state] : ''));
  ui.menuName.textContent = ui.ownName.textContent = link.name;
  setText(ui.status, statusOf[state]);
  setText(ui.bannerText, link.trouble);
  ui.banner.hidden = link.trouble === '';
  ui.again.hidden = isTrying;
  ui.again.textContent = isOver ? 'Come back' : 'Try now';
  ui.renameInstead.hidden = !isOver && link.ghostSince === null;
  ui.send.setAttribute('aria-disabled', state !== 'connected' && state !== 'joining');
  showEmpty();
  showCountdown();
}

/** Screen readers would repeat a status that is set again. */
function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

function showCountdown() {
  const seconds = Math.max(1, Math.ceil((link.retryAt - Date.now()) / 1000));
  const isTrying = link.state === 'connecting' || link.state === 'joining';
  const text = link.state === 'waiting' ? `Next attempt in ${seconds} s.` : isTrying && link.trouble !== '' ? 'Trying again\u2026' : '';
  setText(ui.countdown, text);
  setText(ui.joinCountdown, link.isSubmitted ? text : '');
}

function submitJoin() {
  const name = cleanName(ui.name.value);
  const problem = problemOfName(name);
  ui.joinStatus.textContent = '';
  showJoinError(problem, problem === '' ? null : ui.name);
  if (problem !== '') {
    ui.name.focus();
  } else if (link.state === 'connected' && name === link.name) {
    showChat();
  } else {
    link.isSubmitted = true;
    joinAs(name, ui.password.required ? ui.password.value : link.password);
  }
}

/** Everything else the server says in its own words; behind a colon it would expect the password. */
function problemOfName(name) {
  const length = [...name].length;
  if (length > maxNameLength) return `This name has ${length} characters; at most ${maxNameLength} are possible.`;
  return name.includes(':') ? 'A name cannot have a colon (:) in it.' : '';
}

function changeName() {
  showJoin({ toRename: true });
  ui.name.value = link.name;
  ui.name.select();
}

// Notifications

function openMenu() {
  ui.notifyRow.hidden = !('Notification' in window);
  ui.notify.checked = canNotify();
  ui.notifyError.hidden = true;
  ui.menu.showModal();
}

const canNotify = () =>
  'Notification' in window && Notification.permission === 'granted' && recall('localStorage', 'notify') !== null;

async function changeNotify() {
  const isAllowed = !ui.notify.checked || await Notification.requestPermission() === 'granted';
  if (!isAllowed) ui.notify.checked = false;
  ui.notifyError.textContent = 'The browser does not allow notifications of this page.';
  ui.notifyError.hidden = isAllowed;
  keep('localStorage', 'notify', ui.notify.checked ? '1' : null);
}

function notify(author, content) {
  if (!document.hidden || !canNotify()) return;
  try {
    const shown = new Notification(`${author} \u2013 ${location.host}`, { body: content, tag: keyOf('mention'), dir: 'auto' });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Some telephones allow notifications of installed pages only.
  }
}

// Start

/** The page ends above the keyboard of a telephone. While it is zoomed the visual viewport is only a part of it. */
function fitViewport() {
  const viewport = window.visualViewport;
  if (Math.abs(viewport.scale - 1) > 0.01) return;
  document.documentElement.style.setProperty('--height', `${viewport.height}px`);
  window.scrollTo(0, 0);
  if (log.isFollowing) scrollToEnd();
}

function onDraftKey(event) {
  // 229: Safari ends the composition before the Enter that confirms it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
}

function onSubmit(form, action) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    action();
  });
}

function listen() {
  onSubmit(ui.joinForm, submitJoin);
  onSubmit(ui.composer, send);
  ui.joinCancel.addEventListener('click', showChat);
  ui.join.addEventListener('keydown', event => {
    if (event.key === 'Escape' && link.hasJoined) showChat();
  });
  ui.draft.addEventListener('keydown', onDraftKey);
  ui.draft.addEventListener('input', () => {
    setHint('');
    keepDraft();
    fitDraft();
  });
  // So that the keyboard of a telephone stays open.
  ui.send.addEventListener('mousedown', event => event.preventDefault());
  ui.again.addEventListener('click', () => {
    connect();
    focusChat();
  });
  ui.renameInstead.addEventListener('click', changeName);
  ui.newest.addEventListener('click', () => {
    follow();
    focusChat();
  });
  ui.scroller.addEventListener('scroll', onScrolled, { passive: true });
  ui.menuButton.addEventListener('click', openMenu);
  ui.menuClose.addEventListener('click', () => ui.menu.close());
  ui.notify.addEventListener('change', changeNotify);
  ui.rename.addEventListener('click', changeName);
  ui.leave.addEventListener('click', leave);
  document.addEventListener('visibilitychange', onVisibilityChanged);
  window.addEventListener('online', retryNow);
  window.addEventListener('pageshow', retryNow);
  window.visualViewport?.addEventListener('resize', fitViewport);
  new ResizeObserver(() => log.isFollowing && scrollToEnd()).observe(ui.scroller);
  setInterval(showCountdown, 1_000);
}

function start() {
  listen();
  document.title = ui.chatTitle.textContent = location.host;
  const ownName = recall('sessionStorage', 'name');
  const password = recall('localStorage', 'password');
  ui.name.value = ownName ?? recall('localStorage', 'name') ?? new URLSearchParams(location.hash.slice(1)).get('name') ?? '';
  if (needsPassword) ui.name.autocomplete = 'username';
  ui.password.value = password ?? '';
  ui.remember.checked = password !== null;
  ui.draft.value = recall('sessionStorage', 'draft') ?? '';
  if (recall('sessionStorage', 'unconfirmed') !== null) setHint(sentBack);
  const wasJoined = recall('sessionStorage', 'joined') !== null;
  ui.empty.textContent = wasJoined ? `Reloaded at ${clock.format()}: earlier lines are gone.` : nothingSaid;
  setState('left');
  showJoin();
  if (wasJoined && ownName !== null && (!needsPassword || password !== null)) {
    // The connection from before the reload may still hold the name.
    Object.assign(link, { memberName: ownName, isSubmitted: true });
    joinAs(ownName, ui.password.value);
  }
}

start();
