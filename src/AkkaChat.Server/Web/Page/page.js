'use strict';

// The page of the room: joins it over a WebSocket and shows its lines. Text from others becomes text nodes only.

const settings = document.documentElement.dataset;
const { serverName } = settings;
/** A reload of the configuration can change it. */
let needsPassword = 'needsPassword' in settings;
/** In bytes of UTF-8. The server refuses WebSocket messages above 1 MiB, whatever its limit of a line. */
const maxMessageLength = Math.min(Number(settings.maxMessageLength), 1024 * 1024);

/** Fewer lines are kept while the reader is at the end, so that some can be added while it reads further up. */
const maxLinesShown = 2000;
const maxLinesFollowed = 1500;
const maxLinesAtOnce = 100;
const maxLinksInLine = 100;
/** Lines that come together are shown together. */
const flushPause = 20;
/** Lines of one author within this time share a heading. */
const groupLimit = 300_000;
const connectLimit = 15_000;
/** The server does not confirm a join: it is taken as accepted after this time, and twice that of connecting, without a refusal. */
const joinLimit = 1_500;
/** A refusal within this time refuses the join, however slow the network is; a later one expels a member. */
const refusalLimit = 5_000;
/** If nothing comes for this long while a line has no echo, the network may have gone without a word. */
const answerLimit = 30_000;
/** For this long the server may still hold the name for a connection of ours that was lost. */
const ghostLimit = 120_000;
/** Causes that have no close code of their own, by the HTTP statuses that mean the same. */
const foreignOrigin = 403;
const nameHeld = 409;
const minPause = 1_000;
const maxPause = 30_000;
/** A server that says that it restarts is back soon, and so is a name. */
const maxPauses = { 1001: 10_000, 1012: 10_000, [nameHeld]: 5_000 };

const sentBack = 'What you sent last is back here, because the connection ended: it may have been seen or not.';
const sentBackMuted = 'What you wrote while muted is back here: it was not sent.';
const notConnected = 'Not connected: your text stays here until you are.';

/** By the reason of the close, or by its code. */
const explanations = {
  'wrong-password': 'That password is not right.',
  'name-taken': 'Somebody here already has this name.',
  banned: 'This room is closed to you.',
  kicked: 'You were put out of the room.',
  idle: 'You were disconnected, because you wrote nothing for a while.',
  1001: 'The server is shutting down or restarting.',
  1012: 'The room was restarted.',
  [nameHeld]: 'A lost connection of yours, or another window, still has the name.',
  [foreignOrigin]: 'The server does not accept pages of this address; whoever runs it can allow it (web.origins).',
};

/** The elements of the page, by their id in camel case. */
const ui = Object.fromEntries([...document.querySelectorAll('[id]')].map(found =>
  [found.id.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), found]));

// Storage. Several rooms can share an origin, under different paths.

const keyOf = key => `akkachat:${location.pathname}:${key}`;

/** A browser may refuse to store anything; then it is forgotten with the page. */
function stored(use) {
  try {
    return use();
  } catch {
    return null;
  }
}

/** Empty if there is nothing. */
const recall = (storage, key) => stored(() => window[storage].getItem(keyOf(key))) ?? '';
const keep = (storage, key, value) => stored(() => window[storage].setItem(keyOf(key), value));

// Text

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const utf8 = new TextEncoder();

/** As the server does: without variation selectors and white space at the ends. */
const cleanName = text => text.replace(/[\u180B-\u180D\u180F\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu, '').trim();

/** As the server does, so that echoes can be recognized. */
const cleanLine = text =>
  text.replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029]/g, '?').replace(/\p{Surrogate}/gu, '\uFFFD');

const quoted = words => `\u201C${words}\u201D`;
const element = (tag, className, textContent = '') => Object.assign(document.createElement(tag), { className, textContent });

/** In degrees, of any size, and the same for a name on each visit. By the golden angle similar names have different colours. */
const hueOf = name => utf8.encode(name).reduce((hash, byte) => Math.imul(hash, 33) + byte | 0, 0) * 137.508;

const sentenceEnd = '[.,;:!?\'\u2019\u201D\u00BB\u3001\u3002\uFF01\uFF0C\uFF1F]';
/** Direction marks end an address: what is read is what is opened. */
const inAddress = '[^\\s<>"()[\\]{}\u200E\u200F\u202A-\u202E\u2066-\u2069]';
/** A closing bracket belongs to an address only if it is opened there. */
const inBrackets = `\\(${inAddress}*\\)|\\[${inAddress}*\\]|\\{${inAddress}*\\}`;
const addresses = new RegExp(`\\bhttps?://(?:${inAddress}|${inBrackets})+(?<!${sentenceEnd})`, 'giu');

/** Fills an element with text in which web addresses are links. */
function fillWithLinks(target, text) {
  let end = 0;
  for (const { 0: address, index } of [...text.matchAll(addresses)].slice(0, maxLinksInLine)) {
    if (!URL.canParse(address)) continue;
    const properties = { href: address, target: '_blank', rel: 'noopener noreferrer' };
    target.append(text.slice(end, index), Object.assign(element('a', '', address), properties));
    end = index + address.length;
  }
  target.append(text.slice(end));
}

/** Matches a name as a word; scripts that do not separate words need no boundary. */
function mentionOf(name) {
  const letter = '[\\p{sc=Latin}\\p{sc=Cyrillic}\\p{sc=Greek}\\p{M}\\p{N}_]';
  const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<!${letter}(?=${letter}))${literal}(?!(?<=${letter})${letter})`, 'iu');
}

// The connection. States: left, connecting, joining, connected, waiting (for the next attempt), and refused and ended, in which
// the user has to act.

const link = {
  state: 'left', socket: null, timer: 0, answerTimer: 0, attempt: 0,
  name: '', password: '', mention: null,
  /** The name under which the room has accepted us last, perhaps before a reload; null if it never has. */
  memberName: null,
  /** The form waits for the outcome. */
  isSubmitted: false,
  /** When this attempt began, or while waiting, the next one begins; when its socket opened, before that 0. */
  startedAt: 0, openedAt: 0,
  /** A line of the room came, or the connection ended in another way than by a refusal. */
  isAccepted: false,
  /** When the name was first refused because a lost connection may still hold it; null if it was not. */
  ghostSince: null,
  /** The server's last line, unless a line of the room followed. */
  words: '',
  /** Lines that were sent, and have no echo yet. */
  unconfirmed: [],
  /** The server drops our lines, as it has said once; until one of them comes back. */
  isMuted: false,
  /** Attempts in a row whose socket did not open. */
  unopened: 0,
  /** Why there is no connection; empty before the first attempt has failed. The close code that says so. */
  trouble: '', cause: 0,
};

const isTrying = () => link.state === 'connecting' || link.state === 'joining';
const canSend = () => link.state === 'joining' || link.state === 'connected';
/** The name on the way to the room is to replace the one that we have there. */
const isRename = () => link.memberName !== null && link.name !== link.memberName;

function joinAs(name, password) {
  endConnection();
  Object.assign(link, { name, password, attempt: 0, unopened: 0, ghostSince: null, trouble: '', cause: 0 });
  connect();
}

function connect() {
  clearTimeout(link.timer);
  const socket = new WebSocket('chat');
  const whileCurrent = handler => event => socket === link.socket && handler(event);
  socket.onopen = whileCurrent(sendHello);
  socket.onmessage = whileCurrent(event => receive(event.data));
  socket.onclose = whileCurrent(event => onClosed(event.code, event.reason));
  Object.assign(link, { socket, mention: mentionOf(link.name), startedAt: Date.now(), openedAt: 0 });
  Object.assign(link, { isAccepted: false, isMuted: false, words: '' });
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
  if (link.words !== '') addNote('server', link.words);
  if (ui.hint.textContent === notConnected) ui.hint.textContent = 'Connected again. Your text was not sent yet.';
  Object.assign(link, { trouble: '', cause: 0 });
  setState('connected');
  if (link.isSubmitted) showChat();
}

/** Called with whole lines, each with its LF. */
function receive(text) {
  for (const line of text.split('\n').slice(0, -1)) {
    const [author, ...rest] = line.split(':');
    const content = rest.join(':');
    if (author !== serverName) receiveLine(author, content);
    else receiveWords(content);
    link.words = author === serverName ? content : '';
  }
  awaitAnswer();
}

function receiveWords(content) {
  // While joining it may be a refusal, which is shown elsewhere.
  if (link.state !== 'joining') addNote('server', content);
  if (!content.startsWith('your messages are not sent')) return;
  link.isMuted = true;
  returnUnconfirmed(sentBackMuted);
}

function receiveLine(author, content) {
  if (link.state === 'joining') onJoined();
  accept();
  const isOwn = author === link.name && confirmSent(content);
  const isMention = !isOwn && link.mention.test(content);
  enqueue({ author, content, at: Date.now(), isOwn, isMention });
  if (isMention && document.hidden && ui.notify.checked) notify(`${author} \u2013 ${location.host}`, content);
}

/** Only now anything is stored: it could have been wrong. */
function accept() {
  if (link.isAccepted) return;
  // A reload of this tab joins again under its name; a new tab only suggests it.
  for (const storage of ['sessionStorage', 'localStorage']) keep(storage, 'name', link.name);
  keep('localStorage', 'password', ui.remember.checked ? link.password : '');
  Object.assign(link, { isAccepted: true, attempt: 0, ghostSince: null, memberName: link.name });
  log.gap = null;
}

function awaitAnswer() {
  clearTimeout(link.answerTimer);
  if (link.unconfirmed.length > 0 && !link.isMuted) link.answerTimer = setTimeout(() => onClosed(1006, ''), answerLimit);
}

/** Closes the socket, if there is one; whatever still comes from it is ignored. */
function endConnection(code = 1000) {
  const isRefusal = [1008, 1013].includes(code) && Date.now() - link.openedAt < refusalLimit;
  if (link.state === 'connected' && link.socket !== null && !isRefusal) accept();
  clearTimeout(link.timer);
  clearTimeout(link.answerTimer);
  link.socket?.close(1000);
  link.socket = null;
  returnUnconfirmed();
}

function onClosed(code, closeReason) {
  // A banned name and a banned address differ in the words only.
  const reason = closeReason === 'banned' && link.words.startsWith('this username') ? 'invalid-username' : closeReason;
  link.unopened = link.openedAt === 0 ? link.unopened + 1 : 0;
  endConnection(code);
  // The room has no password any more: it is the colon in front of ours.
  if (needsPassword && link.words === 'username must not contain \':\'') {
    needsPassword = false;
    connect();
    return;
  }
  if (isRename() && ['name-taken', 'invalid-username'].includes(reason)) {
    openGap(link.startedAt);
    addNote('news', `${quoted(link.name)} was refused: ${link.words}; you are still ${link.memberName}.`);
    if (link.isSubmitted) showChat();
    joinAs(link.memberName, link.password);
    return;
  }
  if (link.memberName !== null) openGap();
  if (isOwnGhost(reason)) wait(nameHeld);
  else if ([1001, 1006, 1012, 1013].includes(code)) wait(code, reason);
  else end(code, reason);
  if (link.unopened > 1) explainUnopened();
}

/** A lost connection of ours, which the server has not noticed yet, may hold the name. */
function isOwnGhost(reason) {
  const isPossible = reason === 'name-taken' && link.memberName === link.name;
  link.ghostSince = isPossible ? link.ghostSince ?? Date.now() : null;
  return isPossible && Date.now() - link.ghostSince < ghostLimit;
}

/** The pauses grow, and vary, so that the pages of a server that restarts do not come back all at once. */
function wait(code, reason) {
  // That the server cannot be reached says less.
  const isKnown = code === 1006 && [1001, 1012, foreignOrigin].includes(link.cause);
  if (!isKnown) Object.assign(link, { cause: code, trouble: explain(code, reason) });
  const pause = Math.min(maxPauses[link.cause] ?? maxPause, minPause * 2 ** link.attempt++) * (0.5 + Math.random() / 2);
  clearTimeout(link.timer);
  link.startedAt = Date.now() + pause;
  link.timer = setTimeout(connect, pause);
  setState('waiting');
  // The form stays until the first success.
  if (link.isSubmitted && link.memberName !== null) showChat();
}

/** A browser does not say why a socket did not open. If the page itself is served, then its origin is what the server refuses. */
async function explainUnopened() {
  const { timer } = link;
  const options = { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(5_000) };
  const isServed = await fetch(location.href, options).then(response => response.ok, () => false);
  if (timer !== link.timer || link.state !== 'waiting' || isServed === (link.cause === foreignOrigin)) return;
  Object.assign(link, { attempt: isServed ? Infinity : 0, cause: 0 });
  wait(isServed ? foreignOrigin : 1006);
}

/** A plain sentence, if there is one, and the words of the server, if it spoke. */
function explain(code, reason = '') {
  const words = [1001, 1006, 1012, foreignOrigin].includes(code) ? '' : link.words || reason;
  let plain = explanations[reason] ?? explanations[code] ?? (words === '' ? `Disconnected (close code ${code}).` : '');
  if (code === 1006) plain = link.openedAt > 0 ? 'The connection was lost.' : 'The server cannot be reached.';
  if (code === 1006 && !navigator.onLine) plain = 'You are offline.';
  return words === '' ? plain : `${plain} The server says: ${quoted(words)}.`.trim();
}

function end(code, reason) {
  link.trouble = explain(code, reason);
  keep('sessionStorage', 'name', '');
  link.name = link.memberName ?? link.name;
  if (reason === 'wrong-password') {
    link.password = '';
    needsPassword = true;
  }
  setState(code === 1008 ? 'refused' : 'ended');
  const isFormNeeded = link.isSubmitted || link.memberName === null || reason === 'wrong-password';
  const fields = { 'wrong-password': ui.password, 'name-taken': ui.name, 'invalid-username': ui.name };
  if (isFormNeeded) showJoin({ invalid: fields[reason] });
}

/** Called when something has happened that may let an attempt succeed. */
const retryNow = () => link.state === 'waiting' && connect();

function leave() {
  endConnection();
  keep('sessionStorage', 'name', '');
  Object.assign(log, { arrivals: [], last: null, gap: null });
  ui.log.replaceChildren();
  Object.assign(link, { memberName: null, trouble: 'You have left the room.' });
  showJoin();
  setState('left');
}

// What is sent

function send() {
  const lines = ui.draft.value.split('\n').filter(line => line.trim() !== '').map(cleanLine);
  if (lines.length === 0) return;
  ui.hint.textContent = problemOf(lines);
  if (ui.hint.textContent !== '') return;
  const areFirst = link.unconfirmed.length === 0;
  lines.forEach(sendLine);
  ui.draft.value = '';
  keepDraft();
  // Later lines do not prolong the wait for the first.
  if (areFirst) awaitAnswer();
  follow();
}

/** Why these lines cannot be sent now; empty if they can. */
function problemOf(lines) {
  if (!canSend()) return notConnected;
  if (lines.length > maxLinesAtOnce) return `Not sent: these are ${lines.length} lines; at most ${maxLinesAtOnce} fit at once.`;
  const lengths = lines.map(line => utf8.encode(line).length);
  const index = lengths.findIndex(length => length > maxMessageLength);
  return index < 0 ? '' : `Not sent: line ${index + 1} is too long, ${lengths[index]} bytes of at most ${maxMessageLength}.`;
}

/** Shows it below the log until its echo takes its place in the order. */
function sendLine(content) {
  link.socket.send(content);
  const line = { author: link.name, content, at: Date.now(), isOwn: true };
  line.row = rowOf(line, link.unconfirmed.at(-1) ?? log.last);
  line.row.classList.add('unconfirmed');
  line.row.querySelector('time').textContent = link.isMuted ? 'written while muted' : 'sending\u2026';
  ui.sending.append(line.row);
  link.unconfirmed.push(line);
}

/** Takes the first unconfirmed line with this content; after a mute the last, since the lines before it were dropped. */
function confirmSent(content) {
  const index = link.unconfirmed[link.isMuted ? 'findLastIndex' : 'findIndex'](line => line.content === content);
  if (index < 0) return false;
  link.unconfirmed.splice(index, 1)[0].row.remove();
  keepDraft();
  if (link.isMuted) returnUnconfirmed(sentBackMuted, index);
  link.isMuted = false;
  return true;
}

/** Puts the first lines that had no echo in front of the draft. */
function returnUnconfirmed(hint = sentBack, count = link.unconfirmed.length) {
  if (count === 0) return;
  const lines = link.unconfirmed.splice(0, count);
  ui.draft.value = draftAfter(lines);
  keepDraft();
  lines.forEach(line => line.row.remove());
  ui.hint.textContent = hint;
}

const draftAfter = lines => [...lines.map(line => line.content), ui.draft.value].filter(text => text !== '').join('\n');

/** With what is not confirmed, since a reload ends the connection. */
function keepDraft() {
  keep('sessionStorage', 'draft', draftAfter(link.unconfirmed));
  keep('sessionStorage', 'unconfirmed', link.unconfirmed.length > 0 ? '1' : '');
}

function onDraftKey(event) {
  // 229: Safari ends the composition before the Enter that confirms it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
}

// The log. Lines wait for the next flush, and while the reader is further up, for room.

const log = { arrivals: [], flushTimer: 0, isFollowing: true, size: '', unseen: 0, unread: 0, last: null, gap: null };

function enqueue(line) {
  log.arrivals.push(line);
  if (log.arrivals.length > maxLinesShown) log.arrivals.shift();
  if (!line.note && !line.isOwn) {
    if (!log.isFollowing) log.unseen++;
    if (document.hidden) log.unread++;
  }
  log.flushTimer ||= setTimeout(flush, flushPause);
}

function flush() {
  log.flushTimer = 0;
  // While the reader is further up nothing is removed, so that the text under its eyes stays where it is.
  const count = log.isFollowing ? Infinity : maxLinesShown - ui.log.childElementCount;
  log.arrivals.splice(0, count).forEach(appendLine);
  if (log.isFollowing) {
    while (ui.log.childElementCount > maxLinesFollowed) ui.log.firstElementChild.remove();
    scrollToEnd();
  }
  showCounts();
}

function appendLine(line) {
  line.day = longDate.format(line.at);
  if (log.last !== null && log.last.day !== line.day) ui.log.append(element('p', 'note', line.day));
  ui.log.append(line.note ?? rowOf(line, log.last));
  log.last = line;
}

/** The row of a line; one that continues the previous line shows its author to screen readers only. */
function rowOf(line, previous) {
  const author = element('bdi', 'author', line.author);
  author.style.setProperty('--hue', hueOf(line.author));
  const time = Object.assign(element('time', '', clock.format(line.at)), { dateTime: new Date(line.at).toISOString() });
  const head = element('div', 'head');
  head.append(author, ...(line.isOwn ? [element('span', 'you', '(you)')] : []), time);
  const content = element('div', 'content');
  content.dir = 'auto';
  fillWithLinks(content, line.content);
  const continues = previous?.author === line.author && previous.isOwn === line.isOwn && line.at - previous.groupAt < groupLimit;
  line.groupAt = continues ? previous.groupAt : line.at;
  const kinds = { line: true, grouped: continues, own: line.isOwn, mention: line.isMention };
  const row = element('div', Object.keys(kinds).filter(kind => kinds[kind]).join(' '));
  row.append(head, content);
  return row;
}

/** Kinds: server (a line of the server), gap, news (of the page). Returns the element with the text. */
function addNote(kind, text) {
  const note = element('p', `note ${kind}`);
  if (kind === 'server') note.append(element('bdi', '', serverName), ' ');
  const words = note.appendChild(element('bdi', 'words', text));
  enqueue({ note, at: Date.now() });
  return words;
}

/** From now on lines may be missing. A gap that was closed too early, before a refusal, goes on. */
function openGap(at = Date.now()) {
  log.gap ??= { at, words: addNote('gap', '') };
  log.gap.isOpen = true;
  log.gap.words.textContent = `Not connected since ${clock.format(log.gap.at)}`;
}

function closeGap() {
  if (!log.gap?.isOpen) return;
  log.gap.isOpen = false;
  const { at, words } = log.gap;
  const now = Date.now();
  const { format } = clock.format(at) === clock.format(now) ? clockWithSeconds : clock;
  words.textContent = `Not connected from ${format(at)} to ${format(now)}`;
}

// Scrolling and counts

function onScrolled() {
  const isAtEnd = ui.scroller.scrollHeight - ui.scroller.scrollTop - ui.scroller.clientHeight < 48;
  // With another size not the reader has scrolled, but the browser.
  if (log.isFollowing ? log.size !== sizeOfScroller() : isAtEnd) follow();
  else log.isFollowing = isAtEnd;
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
  ui.newest.textContent = log.unseen === 0 ? 'To the newest line \u2193' : `New lines: ${log.unseen} \u2193`;
  document.title = (log.unread > 0 ? `(${log.unread}) ` : '') + location.host;
}

function onVisibilityChanged() {
  if (document.hidden) return;
  log.unread = 0;
  flush();
  retryNow();
}

/** The page ends above the keyboard of a telephone. While it is zoomed the visual viewport is only a part of it. */
function fitViewport() {
  const viewport = window.visualViewport;
  if (Math.abs(viewport.scale - 1) > 0.01) return;
  document.documentElement.style.setProperty('--height', `${viewport.height}px`);
  window.scrollTo(0, 0);
  if (log.isFollowing) scrollToEnd();
}

// Views

const statusOf = {
  left: 'Not connected', connecting: 'Connecting\u2026', joining: 'Joining\u2026', connected: 'Connected', waiting: 'Disconnected',
  refused: 'Refused', ended: 'Disconnected',
};

function setState(state) {
  link.state = document.body.dataset.state = state;
  const isAwaited = isTrying() && link.isSubmitted;
  ui.joinButton.disabled = isAwaited;
  ui.menuName.textContent = ui.ownName.textContent = link.name;
  ui.renameInstead.hidden = !['refused', 'ended'].includes(state) && link.ghostSince === null;
  ui.send.setAttribute('aria-disabled', !canSend());
  ui.status.textContent = statusOf[state];
  const trouble = link.trouble || (isAwaited ? statusOf[state] : '');
  // Screen readers would repeat a text that is set again.
  if (ui.troubleText.textContent !== trouble) ui.troubleText.textContent = trouble;
  showCountdown();
}

function showCountdown() {
  const seconds = Math.max(1, Math.ceil((link.startedAt - Date.now()) / 1000));
  const next = isTrying() && link.trouble !== '' ? 'Trying again\u2026' : '';
  ui.countdown.textContent = link.state === 'waiting' ? `Next attempt in ${seconds} s.` : next;
}

/** The message about the connection stands in the form while that is shown, else below the log. */
function showJoin({ invalid = null, toRename = false } = {}) {
  link.isSubmitted = false;
  ui.joinTitle.textContent = toRename ? 'Change name' : location.host;
  ui.joinButton.textContent = toRename ? 'Change name' : 'Join';
  ui.joinIntro.hidden = toRename;
  ui.joinCancel.hidden = link.memberName === null;
  ui.password.required = needsPassword && !(toRename && link.password !== '');
  ui.passwordField.hidden = !ui.password.required;
  ui.joinActions.before(ui.trouble);
  ui.menu.hidePopover();
  ui.chat.hidden = true;
  ui.join.hidden = false;
  markInvalid(invalid);
  (invalid ?? ui.name).focus();
}

const markInvalid = invalid =>
  [ui.name, ui.password].forEach(field => field.setAttribute('aria-invalid', field === invalid));

function showChat() {
  link.isSubmitted = false;
  ui.banner.prepend(ui.trouble);
  ui.join.hidden = true;
  ui.chat.hidden = false;
  setState(link.state);
  follow();
  focusChat();
}

/** On a touch screen a focus in the draft would open the keyboard. */
function focusChat() {
  if (matchMedia('(pointer: coarse)').matches) ui.scroller.focus();
  else ui.draft.focus();
}

function submitJoin() {
  const name = cleanName(ui.name.value);
  markInvalid(null);
  if (link.state === 'connected' && name === link.name) {
    showChat();
  } else {
    link.isSubmitted = true;
    joinAs(name, ui.password.required ? ui.password.value : link.password);
  }
}

function changeName() {
  ui.name.value = link.name;
  showJoin({ toRename: true });
  ui.name.select();
}

// Notifications

async function changeNotify() {
  const isWanted = ui.notify.checked;
  const isAllowed = isWanted && await Notification.requestPermission() === 'granted';
  ui.notify.checked = isAllowed && notify(location.host, 'You will see it like this when your name is said.');
  ui.notifyError.hidden = ui.notify.checked === isWanted;
  keep('localStorage', 'notify', ui.notify.checked ? '1' : '');
}

/** False if that is not possible: some telephones allow notifications of installed pages only. */
function notify(title, body) {
  try {
    const shown = new Notification(title, { body, tag: keyOf('mention'), dir: 'auto' });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return true;
  } catch {
    return false;
  }
}

// Start

function listen() {
  const on = (target, event, action) => target.addEventListener(event, action);
  on(ui.joinForm, 'submit', submitJoin);
  on(ui.joinCancel, 'click', showChat);
  on(ui.join, 'keydown', event => event.key === 'Escape' && link.memberName !== null && showChat());
  on(ui.composer, 'submit', send);
  on(ui.draft, 'keydown', onDraftKey);
  on(ui.draft, 'input', keepDraft);
  on(ui.draft, 'input', () => ui.hint.replaceChildren());
  // So that the keyboard of a telephone stays open.
  on(ui.send, 'mousedown', event => event.preventDefault());
  on(ui.again, 'click', connect);
  on(ui.newest, 'click', follow);
  for (const button of [ui.again, ui.newest]) on(button, 'click', focusChat);
  for (const button of [ui.rename, ui.renameInstead]) on(button, 'click', changeName);
  on(ui.leave, 'click', leave);
  on(ui.notify, 'change', changeNotify);
  on(ui.scroller, 'scroll', onScrolled);
  on(document, 'visibilitychange', onVisibilityChanged);
  for (const event of ['online', 'pageshow']) on(window, event, retryNow);
  on(window.visualViewport, 'resize', fitViewport);
  new ResizeObserver(() => log.isFollowing && scrollToEnd()).observe(ui.scroller);
  setInterval(showCountdown, 1_000);
}

function start() {
  listen();
  document.title = ui.chatTitle.textContent = location.host;
  const ownName = recall('sessionStorage', 'name');
  const password = recall('localStorage', 'password');
  ui.name.value = ownName || recall('localStorage', 'name') || new URLSearchParams(location.hash.slice(1)).get('name');
  if (needsPassword) ui.name.autocomplete = 'username';
  ui.password.value = password;
  ui.remember.checked = password !== '';
  ui.notifyRow.hidden = !('Notification' in window);
  ui.notify.checked = recall('localStorage', 'notify') !== '' && window.Notification?.permission === 'granted';
  ui.draft.value = recall('sessionStorage', 'draft');
  if (recall('sessionStorage', 'unconfirmed') !== '') ui.hint.textContent = sentBack;
  if (ownName !== '' && (!needsPassword || password !== '')) {
    // The connection from before the reload may still hold the name.
    link.memberName = ownName;
    addNote('news', `Reloaded at ${clock.format()}: earlier lines are gone.`);
    showChat();
    joinAs(ownName, password);
  } else {
    setState('left');
    showJoin();
  }
}

start();
