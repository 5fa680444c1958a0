// The live page. What it shows is what the server says: it never writes. Whatever comes from the
// store goes into the document as text (textContent, setAttribute of data-*), never as markup.
'use strict';
(() => {

// ------------------------------------------------------------------ limits

const PAGE_ENTRIES = 500;
const MAX_LIMIT = 1000;
const LIT_MILLIS = 2500;
const GONE_MILLIS = 1500;
const FIRST_WAIT_MILLIS = 250;
const MAX_WAIT_MILLIS = 5000;
// The server says something each second: a connection that is silent for longer is none.
const SILENCE_MILLIS = 8000;
const SETTLED_MILLIS = 10000;
// An answer that takes longer does not come.
const ANSWER_MILLIS = 15000;
// A tab that nobody looks at lets go of its connection, of which a browser has six for a server.
const HIDDEN_MILLIS = 60000;
const COUNT_MILLIS = 1000;
const COUNTS_AT_ONCE = 4;
const NEWS_MILLIS = 3000;
const RELOAD_MILLIS = 1000;
const CHART_POINTS = 120;
// What arrives while a directory is being loaded is kept, up to this, and applied on top of it.
const MAX_KEPT_CHANGES = 20000;

// ------------------------------------------------------------------ small tools

const $ = (id) => document.getElementById(id);

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Sets a text only where it differs: no work for the browser, nothing said twice. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const grouped = new Intl.NumberFormat('en');
const number = (n) => grouped.format(n);

const plural = (n, one, many) => number(n) + ' ' + (n === 1 ? one : many);

function sizeText(bytes) {
  if (bytes < 1024) return bytes + ' B';
  const units = ['KiB', 'MiB', 'GiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < 2) {
    value /= 1024;
    unit++;
  }
  return value.toFixed(value < 10 ? 1 : 0) + ' ' + units[unit];
}

function timeText(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return s + ' s';
  if (s < 7200) return Math.floor(s / 60) + ' min';
  if (s < 172800) return Math.floor(s / 3600) + ' h';
  return Math.floor(s / 86400) + ' days';
}

// Characters that are not seen, or that turn the text around them, are shown by their number.
const UNSEEN = /[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const visible = (text) => text.replace(UNSEEN,
  (c) => '‹U+' + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '›');

const oneLine = (text) => visible(text).replace(/\r?\n$/, '').replace(/[\r\n]+/g, ' ⏎ ')
  .replace(/\t/g, ' ⇥ ');

/** Puts a short value into an element: its text, or its bytes in hex, marked as such. */
function showValue(element, file) {
  element.textContent = '';
  element.classList.toggle('hex', file.hex !== undefined && file.size > 0);
  if (file.size === 0) {
    element.append(make('i', 'none', 'empty'));
  } else if (file.hex !== undefined) {
    element.append(make('b', 'tag', 'hex'), make('bdi', '',
      file.hex.replace(/../g, '$& ').trim() + (file.cut ? ' …' : '')));
  } else {
    element.append(make('bdi', '', oneLine(file.text) + (file.cut ? ' …' : '')));
  }
}

const join = (directory, name) => (directory === '/' ? '/' : directory + '/') + name;
const parentOf = (path) => path.slice(0, Math.max(1, path.lastIndexOf('/')));
const isBelow = (path, directory) => path.startsWith(join(directory, ''));

// Paths in the order of a walk: by names, so a slash comes before everything else.
const walkKey = (path) => path.replaceAll('/', '\u0000');

// ------------------------------------------------------------------ asking the server

// Here, and nowhere else: not in a cookie, not in a storage, not in an address.
let secret = '';

class Refused extends Error {
  constructor(status, text) {
    super(text || 'the server answered ' + status);
    this.status = status;
  }
}

/** A header has bytes for letters: those of UTF-8 here. */
const asBytes = (text) => String.fromCharCode(...new TextEncoder().encode(text));

function headers(more) {
  return secret ? {...more, Authorization: 'Bearer ' + asBytes(secret)} : more;
}

async function refusal(response) {
  let text = await response.text();
  try {
    text = JSON.parse(text).error || text;
  } catch {
    // It is a line of text.
  }
  return new Refused(response.status, text.trim().slice(0, 200));
}

async function get(path, parameters) {
  const response = await fetch(path + '?' + new URLSearchParams(parameters),
    {headers: headers({}), cache: 'no-store', credentials: 'omit',
      signal: AbortSignal.timeout(ANSWER_MILLIS)});
  if (!response.ok) throw await refusal(response);
  return response.json();
}

// ------------------------------------------------------------------ the tree

/** A row: a file or a directory, whose rows are there only while it is open. */
class Entry {
  constructor(parent, name, path) {
    this.parent = parent;
    this.name = name;
    this.path = path;
    this.level = parent ? parent.level + 1 : 0;
    this.isDirectory = false;
    this.rev = 0;
    this.children = null;
    this.order = [];
    this.total = 0;
    this.unseen = 0;
    this.group = null;
    this.more = null;
    this.lit = 0;
  }

  get isOpen() {
    return this.children !== null;
  }

  get isComplete() {
    return this.order.length >= this.total;
  }

  build() {
    this.item = make('li');
    this.item.setAttribute('role', 'treeitem');
    this.item.setAttribute('aria-level', this.level);
    this.item.dataset.path = this.path;
    this.item.tabIndex = -1;
    this.item.entry = this;
    this.row = make('div', 'row');
    this.row.id = 'row' + ++rows;
    this.row.style.setProperty('--level', this.level - 1);
    this.item.setAttribute('aria-labelledby', this.row.id);
    const cell = make('span', 'name');
    this.arrow = make('span', 'arrow');
    this.arrow.setAttribute('aria-hidden', 'true');
    this.mark = make('span', 'mark');
    cell.append(this.arrow, make('span', 'text', this.name), this.mark);
    this.value = make('span', 'value');
    this.size = make('span', 'size');
    this.revision = make('span', 'rev');
    this.row.append(cell, this.value, this.size, this.revision);
    this.item.append(this.row);
  }

  /** Takes what the server says of it; whether anything is other than before. */
  take(data) {
    const isSame = data.dir ? this.isDirectory && this.entries === data.entries
        && this.files === data.files
      : !this.isDirectory && this.rev === data.rev && this.size_ === data.size
        && this.shown === (data.text ?? data.hex);
    if (isSame) return false;
    if (data.dir) {
      this.takeDirectory(data);
    } else {
      this.rev = data.rev;
      this.size_ = data.size;
      this.shown = data.text ?? data.hex;
      showValue(this.value, data);
      setText(this.size, sizeText(data.size));
      this.size.title = number(data.size) + ' bytes';
      setText(this.revision, number(data.rev));
    }
    return true;
  }

  takeDirectory(data) {
    if (!this.isDirectory) this.item.setAttribute('aria-expanded', 'false');
    this.isDirectory = true;
    this.entries = data.entries;
    this.files = data.files;
    const note = data.files === undefined ? 'new directory'
      : data.entries === data.files ? plural(data.files, 'file', 'files')
        : plural(data.entries, 'entry', 'entries') + ', ' + plural(data.files, 'file', 'files');
    this.value.textContent = '';
    const alone = make('a', 'alone', 'only this');
    alone.href = '#' + this.path;
    alone.tabIndex = -1;
    this.value.append(make('i', 'none', note), alone);
  }

  compare(name) {
    return this.isFlat ? walkKey(name) : name;
  }

  /** Where a name is among the rows, or where it would have to be. */
  indexOf(name) {
    const key = this.compare(name);
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.order[middle].name) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a name that has no row has its place among those that are not shown. */
  isFurtherDown(name) {
    return !this.isComplete && this.indexOf(name) === this.order.length;
  }

  add(name, data) {
    const child = new Entry(this, name, this.isFlat ? name : join(this.path, name));
    child.build();
    child.take(data);
    const index = this.indexOf(name);
    const next = this.order[index];
    this.group.insertBefore(child.item, next ? next.item : this.more);
    this.order.splice(index, 0, child);
    this.children.set(name, child);
    return child;
  }

  /** Takes a row away, for all to see if it is told to. */
  remove(isSeen) {
    const siblings = this.parent;
    siblings.children.delete(this.name);
    siblings.order.splice(siblings.indexOf(this.name), 1);
    if (this.item.contains(document.activeElement)) focusOn(neighbour(this.item));
    if (current === this.item) moveTo(neighbour(this.item));
    if (!isSeen) {
      this.item.remove();
      return;
    }
    this.item.classList.add('gone');
    this.item.removeAttribute('role');
    this.item.setAttribute('aria-hidden', 'true');
    this.mark.textContent = '− deleted';
    setTimeout(() => this.item.remove(), GONE_MILLIS);
  }

  light(mark) {
    setText(this.mark, mark);
    this.item.dataset.lit = mark === '+ new' ? 'new' : 'changed';
    // Two names for one animation: it starts again with each change.
    this.row.classList.toggle('lit-again', !this.row.classList.contains('lit-again'));
    this.lit = performance.now() + LIT_MILLIS;
    litEntries.add(this);
  }

  unlight() {
    this.mark.textContent = '';
    delete this.item.dataset.lit;
    this.row.classList.remove('lit-again');
  }

  unfold(group) {
    this.children = new Map();
    this.order = [];
    this.group = group;
    if (this.item) {
      this.item.append(group);
      this.item.setAttribute('aria-expanded', 'true');
    }
  }

  close() {
    if (this.group.contains(document.activeElement)) focusOn(this.item);
    if (this.group.contains(current)) moveTo(this.item);
    this.group.remove();
    this.children = null;
    this.order = [];
    this.more = null;
    this.item.setAttribute('aria-expanded', 'false');
  }

  /** The last row of a directory of which not everything is shown. */
  showMore() {
    if (this.isComplete) {
      if (this.more) {
        if (current === this.more) moveTo(neighbour(this.more));
        this.more.remove();
      }
      this.more = null;
      return;
    }
    if (!this.more) {
      this.more = make('li', 'more');
      this.more.setAttribute('role', 'treeitem');
      this.more.setAttribute('aria-level', this.level + 1);
      this.more.tabIndex = -1;
      this.more.entry = this;
      this.more.append(make('div', 'row'));
      this.more.firstChild.style.setProperty('--level', this.level);
      this.group.append(this.more);
    }
    const left = this.total - this.order.length;
    setText(this.more.firstChild, this.isFlat ? 'show ' + PAGE_ENTRIES + ' more'
      : number(this.order.length) + ' of ' + number(this.total) + ' shown: show '
        + number(Math.min(left, PAGE_ENTRIES)) + ' more'
        + (this.unseen ? ' (' + plural(this.unseen, 'change', 'changes') + ' there)' : ''));
  }
}

let rows = 0;
let root = new Entry(null, '', '/');
const litEntries = new Set();
/** Directories whose numbers may be old. */
const uncounted = new Set();
/** Loads under way: each keeps what changes meanwhile. */
const loads = new Set();

function sweep() {
  const now = performance.now();
  for (const entry of litEntries) {
    if (entry.lit > now) continue;
    litEntries.delete(entry);
    entry.unlight();
  }
}

/** Asks for entries of a directory from an offset on, all as of one revision. */
async function fetchEntries(directory, offset, wanted) {
  const found = {entries: [], rev: 0, total: 0};
  let at = offset;
  for (;;) {
    const limit = Math.min(MAX_LIMIT, wanted - found.entries.length);
    const where = directory.isFlat ? {glob: directory.glob} : {path: directory.path};
    // The pages after the first are of its revision, so that none is missed in between.
    if (found.rev && !directory.isFlat) where.rev = found.rev;
    const page = await get('/tree.json', {...where, offset: at, limit});
    found.isCut = page.cut;
    if (!found.rev) found.rev = page.rev;
    found.entries.push(...page.entries);
    at = page.next ?? at + page.entries.length;
    found.total = directory.isFlat ? offset + found.entries.length + (page.more ? 1 : 0)
      : page.total;
    const isAll = directory.isFlat ? !page.more : at >= page.total;
    found.next = at;
    if (isAll || page.entries.length === 0 || found.entries.length >= wanted) return found;
  }
}

/** Nothing there is an empty directory, into which something may still come. */
async function fetchOrNothing(directory, offset, wanted) {
  try {
    return await fetchEntries(directory, offset, wanted);
  } catch (e) {
    if (e.status !== 404 || e.message.startsWith('NOTDIR')) throw e;
    return {entries: [], rev: 0, total: 0};
  }
}

/**
 * Loads a directory up to so many entries, or its next ones, and applies what has changed
 * meanwhile; false when nobody wants it any more.
 */
async function load(directory, wanted, isNext, isLit) {
  const kept = {changes: [], isTooMuch: false, rev: 0};
  loads.add(kept);
  try {
    const held = directory.order.length;
    // The last one that is here must be the first that comes: then none is missed.
    const from = !isNext || held === 0 ? 0 : directory.isFlat ? directory.next : held - 1;
    const found = await fetchOrNothing(directory, from, isNext ? wanted + 1 : wanted);
    if (!directory.isOpen || !isShown(directory)) return false;
    const fits = !isNext || directory.isFlat || from === 0
      || found.entries[0]?.name === directory.order[held - 1]?.name;
    if (!fits) return load(directory, held + wanted, false, isLit);
    merge(directory, found, isNext, isLit);
    kept.rev = found.rev;
  } finally {
    loads.delete(kept);
  }
  for (const change of kept.changes) if (change.rev > kept.rev) apply(change);
  if (kept.isTooMuch) reloadSoon();
  return true;
}

function isShown(directory) {
  let top = directory;
  while (top.parent) top = top.parent;
  return top === root;
}

function merge(directory, found, isNext, isLit) {
  const names = new Set();
  for (const data of found.entries) {
    const name = data.name ?? data.path;
    names.add(name);
    const child = directory.children.get(name);
    if (child && child.isDirectory === Boolean(data.dir)) {
      if (child.take(data) && isLit && !data.dir) child.light('● changed');
    } else {
      if (child) child.remove(false);
      const added = directory.add(name, data);
      if (isLit) added.light('+ new');
    }
  }
  if (!isNext) {
    for (const child of [...directory.order]) if (!names.has(child.name)) child.remove(isLit);
  }
  directory.total = found.total;
  directory.next = found.next;
  directory.unseen = 0;
  if (found.isCut) setText($('filter-note'), 'There are too many files to look at them all.');
  directory.showMore();
  if (directory === root) showEmpty();
}

function showEmpty() {
  const isEmpty = root.isOpen && root.order.length === 0;
  $('empty').hidden = !isEmpty;
  if (isEmpty) {
    setText($('empty'), root.isFlat ? 'No file matches ' + root.glob + ' now.'
      : 'There is no file below ' + root.path + ' now. What comes will be shown.');
  }
}

async function open(directory) {
  if (directory.isOpen || !directory.isDirectory) return;
  const group = make('ul');
  group.setAttribute('role', 'group');
  directory.unfold(group);
  directory.item.setAttribute('aria-busy', 'true');
  await loadSafely(directory, PAGE_ENTRIES, false);
  directory.item.removeAttribute('aria-busy');
}

/** Loads what the user has asked for; if the server is away, it comes when that is back. */
async function loadSafely(directory, wanted, isNext) {
  try {
    await load(directory, wanted, isNext, false);
  } catch (e) {
    loadFailed(e);
  }
}

/** Loads everything that is open anew, from the top. */
async function refresh(isLit) {
  const todo = [root];
  for (let directory = todo.shift(); directory; directory = todo.shift()) {
    if (!directory.isOpen) continue;
    await load(directory, Math.max(PAGE_ENTRIES, directory.order.length), false, isLit);
    todo.push(...directory.order.filter((child) => child.isOpen));
  }
  showDetailsSoon();
}

let reloading = 0;
let isReloadDue = false;

/** Gathers what says that too much has changed to be told. */
function reloadSoon() {
  isReloadDue = true;
  if (!reloading) reloading = setTimeout(reload, someOf(RELOAD_MILLIS));
}

/** A part of that time, by chance: many pages are told at once, and are not to ask at once. */
function someOf(millis) {
  return FIRST_WAIT_MILLIS + Math.random() * millis;
}

async function reload() {
  isReloadDue = false;
  const begun = performance.now();
  try {
    await refresh(true);
  } catch (e) {
    loadFailed(e);
  }
  // A server that takes long for it has much to do.
  const took = performance.now() - begun;
  reloading = isReloadDue ? setTimeout(reload, RELOAD_MILLIS + someOf(4 * took)) : 0;
}

/** What is shown lacks something: it comes with the next connection, or soon on this one. */
function loadFailed(e) {
  isStale = true;
  failed(e);
  if ($('state').dataset.state === 'live') reloadSoon();
}

/** Asks again how much is in some closed directories in which something happened. */
async function count() {
  for (const entry of [...uncounted].slice(0, COUNTS_AT_ONCE)) {
    uncounted.delete(entry);
    const directory = entry.parent;
    if (!directory?.isOpen || !isShown(directory) || entry.isOpen) continue;
    if (directory.children.get(entry.name) !== entry) continue;
    const page = await get('/tree.json',
      {path: directory.path, offset: directory.indexOf(entry.name), limit: 1});
    const data = page.entries[0];
    if (data?.name === entry.name && data.dir && !entry.isOpen) entry.take(data);
    if (!directory.isComplete) {
      directory.total = page.total;
      directory.showMore();
    }
  }
}

// ------------------------------------------------------------------ changes

function onChanges(changes) {
  for (const kept of loads) {
    if (kept.changes.length + changes.length > MAX_KEPT_CHANGES) kept.isTooMuch = true;
    else kept.changes.push(...changes);
  }
  for (const change of changes) {
    apply(change);
    if (change.path === view.selected) showDetailsSoon();
  }
  tell(changes);
}

/** Brings one change into the rows that are there; what is in closed directories is not. */
function apply(change) {
  if (root.isFlat) {
    put(root, change.path, change);
    return;
  }
  if (!isBelow(change.path, root.path)) return;
  const names = change.path.slice(join(root.path, '').length).split('/');
  let directory = root;
  for (let i = 0; i < names.length - 1; i++) {
    const child = directory.children.get(names[i]);
    if (change.kind === 'del' && child && child.path === change.gone) {
      drop(directory, child);
      return;
    }
    const next = child?.isDirectory ? child : grow(directory, names[i], child, change);
    if (!next) return;
    if (!next.isOpen) {
      next.light(next.files === undefined ? '+ new' : '● active');
      uncounted.add(next);
      return;
    }
    directory = next;
  }
  put(directory, names[names.length - 1], change);
}

/** A directory that was not there: it is now, if a file in it was set. */
function grow(directory, name, file, change) {
  if (change.kind === 'del') return null;
  if (directory.isFurtherDown(name)) {
    further(directory);
    return null;
  }
  if (file) file.remove(false);
  else directory.total++;
  const added = directory.add(name, {dir: true});
  showEmpty();
  return added;
}

function put(directory, name, change) {
  const child = directory.children.get(name);
  if (child && !child.isDirectory && child.rev >= change.rev) return;
  if (change.kind === 'del') {
    if (child && !child.isDirectory) drop(directory, child);
    else if (!child && directory.isFurtherDown(name)) further(directory);
    return;
  }
  if (child && !child.isDirectory) {
    child.take(change);
    child.light('● changed');
    return;
  }
  if (directory.isFurtherDown(name)) {
    further(directory);
    return;
  }
  if (child) child.remove(false);
  else directory.total++;
  directory.add(name, change).light('+ new');
  if (directory === root) showEmpty();
}

function drop(directory, child) {
  directory.total--;
  child.remove(true);
  directory.showMore();
  if (directory === root) showEmpty();
}

function further(directory) {
  directory.unseen++;
  directory.showMore();
  if (directory.order.length > 0 && !directory.isFlat) uncounted.add(directory.order[0]);
}

let news = [];
let newsTimer = 0;
let lastNews = 0;

/** Says to those who do not see the rows what happened, gathered. */
function tell(changes) {
  news.push(...changes.slice(-100));
  if (news.length > 1000) news.splice(0, news.length - 1000);
  const wait = lastNews + NEWS_MILLIS - performance.now();
  if (newsTimer) return;
  newsTimer = setTimeout(() => {
    newsTimer = 0;
    const last = news[news.length - 1];
    announce(plural(news.length, 'change', 'changes') + ', the last: ' + last.path
      + (last.kind === 'del' ? ' deleted' : ' set') + ' at revision ' + last.rev);
    news = [];
    lastNews = performance.now();
  }, Math.max(0, wait));
}

const announce = (text) => setText($('news'), text);

// ------------------------------------------------------------------ the connection

let epoch = '';
/** The last revision that we know of: events go on after it. */
let seen = 0;
let aborter = new AbortController();
let hasMoved = false;
/** What is shown may lack something: it is loaded anew with the next connection. */
let isStale = true;
let awaySince = 0;
let trouble = '';
let wakeUp = () => {};

function setState(state, text) {
  const element = $('state');
  if (element.dataset.state !== state) {
    element.dataset.state = state;
    announce(text);
  }
  setText(element, text);
}

function failed(e) {
  if (e.status === 401) {
    askForSecret(secret ? 'This secret is not accepted any more.' : '');
  }
}

function showAway() {
  if (!awaySince) return;
  const seconds = Math.round((Date.now() - awaySince) / 1000);
  setState('away', 'away since ' + timeText(seconds) + ', trying again'
    + (trouble ? ' (' + trouble + ')' : ''));
}

/** The events of a stream, as they come; ends when it does, or when nothing more is heard of it. */
async function stream() {
  const mine = aborter;
  let silence = 0;
  const heard = async (promise) => {
    silence = setTimeout(() => mine.abort(), SILENCE_MILLIS);
    const value = await promise;
    clearTimeout(silence);
    return value;
  };
  try {
    const response = await heard(fetch('/events?' + streamParameters(), {
      headers: headers({'Last-Event-ID': String(seen), Accept: 'text/event-stream'}),
      signal: mine.signal, cache: 'no-store', credentials: 'omit',
    }));
    if (!response.ok) throw await refusal(response);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const {done, value} = await heard(reader.read());
      if (done) return;
      const parts = (rest + decoder.decode(value, {stream: true})).split('\n\n');
      rest = parts.pop();
      for (const part of parts) {
        if (mine.signal.aborted) return;
        await onEvent(part);
      }
    }
  } finally {
    clearTimeout(silence);
    mine.abort();
  }
}

function streamParameters() {
  const parameters = new URLSearchParams();
  parameters.append('glob', root.isFlat ? root.glob : join(root.path, '**'));
  if (epoch) parameters.append('epoch', epoch);
  return parameters;
}

async function onEvent(text) {
  const event = {event: 'message', id: '', data: ''};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const field = line.slice(0, colon);
    if (field in event) event[field] = line.slice(colon + 1).replace(/^ /, '');
  }
  if (!event.data) return;
  const data = JSON.parse(event.data);
  if (event.event === 'hello') await onHello(data);
  else if (event.event === 'change') onChanges(data.changes);
  else if (event.event === 'reload') reloadSoon();
  else if (event.event === 'state') onState(data);
  if (event.id) seen = Number(event.id);
  if (data.rev && event.event !== 'state') setText($('fact-rev'), number(data.rev));
}

async function onHello(hello) {
  const isOther = epoch !== '' && epoch !== hello.epoch;
  epoch = hello.epoch;
  setText($('cluster'), hello.cluster);
  setText($('fact-node'), hello.node);
  document.title = hello.cluster + ' – Doozer';
  if (!hello.resumed || isStale) {
    isStale = false;
    await refresh(!isOther);
  }
  awaySince = 0;
  trouble = '';
  connected = performance.now();
  setState('live', 'live');
}

let wait = 0;
/** When the stream that is open, or was the last, has said hello. */
let connected = 0;

function pause(millis) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    wakeUp = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Ends what is under way: another view, or a reason to try again at once. */
function restart() {
  hasMoved = true;
  aborter.abort();
  wakeUp();
}

async function connectForever() {
  for (;;) {
    while (isLoggedOut || isHidden) await pause(3600000);
    hasMoved = false;
    aborter = new AbortController();
    try {
      if (!view.isLoaded) await loadView();
      trouble = '';
      if (!hasMoved) await stream();
    } catch (e) {
      trouble = e instanceof Refused ? e.message : '';
      failed(e);
    }
    if (hasMoved || isLoggedOut || isHidden) continue;
    awaySince = awaySince || Date.now();
    showAway();
    // One that is cut off again and again is not to come back faster each time.
    if (connected && performance.now() - connected > SETTLED_MILLIS) wait = 0;
    connected = 0;
    wait = Math.min(MAX_WAIT_MILLIS, Math.max(FIRST_WAIT_MILLIS, wait * 2));
    await pause(wait * (0.5 + Math.random()));
  }
}

let isHidden = false;
let hiding = 0;

function onVisibility() {
  clearTimeout(hiding);
  if (document.visibilityState === 'hidden') {
    hiding = setTimeout(() => {
      isHidden = true;
      awaySince = 0;
      setState('resting', 'resting while nobody looks');
      restart();
    }, HIDDEN_MILLIS);
  } else if (isHidden || awaySince) {
    isHidden = false;
    wait = 0;
    wakeUp();
  }
}

// ------------------------------------------------------------------ where we are

// What is shown. The address has the part of it that somebody else can be given, the history of
// the browser the rest; a root that came from an address alone may turn out to be a file.
const view = {root: '/', glob: '', typed: '', selected: '', isUnknown: false, isLoaded: false};

const rowOf = (path) => $('tree').querySelector('[data-path="' + CSS.escape(path) + '"]');

const hashOf = (target) => target.selected ? '#' + target.selected
  : target.glob ? '#glob=' + target.glob : '#' + target.root;

/** Goes somewhere, as a new step of the browser's history or in place of the last one. */
function go(target, isReplacing) {
  const next = {root: target.root ?? view.root, glob: target.glob ?? '',
    typed: target.typed ?? '', selected: target.selected ?? ''};
  const method = isReplacing ? 'replaceState' : 'pushState';
  history[method](next, '', hashOf(next));
  lastPlace = location.hash + JSON.stringify(history.state);
  become({...next, isUnknown: false});
}

function become(next) {
  const isElsewhere = !view.isLoaded || next.root !== view.root || next.glob !== view.glob;
  const wasSelected = view.selected;
  Object.assign(view, next);
  if ($('filter') !== document.activeElement) $('filter').value = view.typed || view.glob;
  showCrumbs();
  if (isElsewhere) {
    view.isLoaded = false;
    restart();
  }
  if (wasSelected !== view.selected) select();
}

let lastPlace = '';

/** After the back button, a link or an address that somebody typed. */
function onPlace() {
  const place = location.hash + JSON.stringify(history.state);
  if (place === lastPlace) return;
  lastPlace = place;
  let hash = location.hash.slice(1);
  try {
    hash = decodeURIComponent(hash);
  } catch {
    // It is taken as it is.
  }
  if (history.state) {
    become({...history.state, isUnknown: false});
  } else if (hash.startsWith('glob=')) {
    become({root: '/', glob: hash.slice(5), typed: '', selected: '', isUnknown: false});
  } else {
    const path = ('/' + hash).replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    become({root: path, glob: '', typed: '', selected: '', isUnknown: true});
  }
}

/** Whether a link leads to a file: asked as a glob, as nothing there is no error then. */
async function isFile(path) {
  if (path === '/') return false;
  const page = await get('/tree.json', {glob: path, limit: 1});
  return page.entries.length > 0;
}

/** Shows another root: rows first, so that its events can go on from there. */
async function loadView() {
  const {root: path, glob} = view;
  const next = new Entry(null, '', path);
  next.isDirectory = true;
  next.isFlat = glob !== '';
  next.glob = glob;
  let found;
  const atFirst = seen;
  try {
    if (view.isUnknown && await isFile(path)) {
      go({root: parentOf(path), selected: path}, true);
      return;
    }
    found = await fetchOrNothing(next, 0, PAGE_ENTRIES);
  } catch (e) {
    if (e.status !== 400) throw e;
    setText($('filter-note'), e.message);
    found = {entries: [], rev: 0, total: 0};
  }
  if (path !== view.root || glob !== view.glob) return;
  litEntries.clear();
  uncounted.clear();
  const hadFocus = $('tree').contains(document.activeElement);
  $('tree').textContent = '';
  root = next;
  root.unfold($('tree'));
  merge(root, found, false, false);
  moveTo($('tree').firstElementChild);
  if (hadFocus) focusOn(current);
  if (atFirst <= found.rev) seen = found.rev;
  view.isLoaded = true;
  isStale = found.rev === 0;
}

function showCrumbs() {
  const crumbs = $('crumbs');
  crumbs.textContent = '';
  let path = '';
  for (const name of view.root === '/' ? [''] : view.root.split('/')) {
    path = name === '' ? '/' : join(path, name);
    const link = make('a', '', name === '' ? 'all files' : name);
    link.href = '#' + path;
    if (path === view.root && !view.glob) link.setAttribute('aria-current', 'page');
    crumbs.append(link);
  }
}

/** The glob that a typed filter stands for. */
function globOf(typed) {
  const below = join(view.root, '');
  if (!/[*?]/.test(typed)) {
    return typed.startsWith('/') ? typed + '**' : below + '**' + typed + '**';
  }
  const glob = typed.startsWith('/') ? typed : below + typed;
  return glob.endsWith('/') ? glob + '**' : glob;
}

let typing = 0;

function onFilter(isNow) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const typed = $('filter').value.trim();
    const isValid = /^[A-Za-z0-9._*?/-]*$/.test(typed) && !/\/\//.test(typed);
    setText($('filter-note'), isValid ? '' : 'A path has letters, digits, . - _ and /; '
      + '? stands for one character, * for any in a name, ** for any at all.');
    if (!isValid) return;
    // One step of the history for all that is typed.
    if (typed === '' && view.glob) go({glob: ''}, false);
    else if (typed) go({glob: globOf(typed), typed}, view.glob !== '' && !view.selected);
  }, isNow ? 0 : 200);
}

// ------------------------------------------------------------------ one file

const isNarrow = window.matchMedia('(max-width: 60rem)');
let pinned = 0;
let asHex = false;
let detail = null;
let detailTimer = 0;
let detailLast = 0;

function select() {
  pinned = 0;
  asHex = false;
  detail = null;
  for (const item of $('tree').querySelectorAll('[aria-selected]')) {
    item.removeAttribute('aria-selected');
  }
  $('details').hidden = !view.selected;
  document.body.classList.toggle('has-details', Boolean(view.selected));
  if (!view.selected) return;
  setText($('details-path'), view.selected);
  setText($('details-facts'), '');
  setText($('details-value'), '');
  $('history').textContent = '';
  showDetails();
  // Where it covers the files, the keys are its own.
  if (isNarrow.matches) $('details-path').focus();
}

/** At most four times a second, however often the file changes. */
function showDetailsSoon() {
  if (!view.selected || detailTimer) return;
  const left = detailLast + 250 - performance.now();
  detailTimer = setTimeout(() => {
    detailTimer = 0;
    showDetails();
  }, Math.max(0, left));
}

async function showDetails() {
  const path = view.selected;
  const rev = pinned;
  detailLast = performance.now();
  try {
    const asked = pinned ? get('/file.json', {path, rev: pinned}) : null;
    const newest = await get('/file.json', {path});
    const found = asked ? await asked : newest;
    if (path !== view.selected || rev !== pinned) return;
    const isOther = detail && !rev && detail.file?.rev !== newest.file?.rev;
    detail = {...newest, exists: found.exists, file: found.file};
    drawDetails();
    if (isOther) {
      $('details').classList.toggle('lit-again');
      $('details').dataset.lit = 'changed';
    }
  } catch (e) {
    failed(e);
    if (path === view.selected) setText($('details-facts'), e.message);
  }
}

function drawDetails() {
  rowOf(view.selected)?.setAttribute('aria-selected', 'true');
  const file = detail.file;
  const newest = detail.history[0];
  $('details-newest').hidden = !pinned;
  $('details-form').hidden = !file || file.size === 0;
  if (detail.exists && file) {
    setText($('details-facts'), 'revision ' + number(file.rev) + ', ' + sizeText(file.size)
      + (file.size < 1024 ? '' : ' (' + number(file.size) + ' bytes)')
      + (file.hex !== undefined && file.size ? ', not text: shown in hex' : '')
      + (file.cut ? ', the beginning of it' : '')
      + (pinned ? '; this is not the newest' : ''));
    drawValue(file);
  } else {
    setText($('details-facts'), 'There is no such file now'
      + (newest?.kind === 'del' ? ': deleted at revision ' + number(newest.rev) + '.' : '.'));
    setText($('details-value'), '');
  }
  drawHistory();
}

function drawValue(file) {
  const isHex = asHex || file.hex !== undefined;
  $('details-form').hidden = file.hex !== undefined || file.size === 0;
  $('details-form').setAttribute('aria-pressed', String(asHex));
  $('details-value').classList.toggle('hex', isHex);
  setText($('details-value'), !isHex ? visible(file.text)
    : hexDump(file.hex === undefined ? new TextEncoder().encode(file.text) : bytesOf(file.hex)));
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** As hexdump -C prints it, with as many bytes a line as there is room for. */
function hexDump(bytes) {
  const width = $('details').clientWidth < 560 ? 8 : 16;
  const lines = [];
  for (let at = 0; at < bytes.length; at += width) {
    const part = Array.from(bytes.subarray(at, at + width));
    lines.push(at.toString(16).padStart(5, '0') + '  '
      + part.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(width * 3 + 1)
      + part.map((b) => b > 31 && b < 127 ? String.fromCharCode(b) : '·').join(''));
  }
  return lines.join('\n');
}

function drawHistory() {
  const list = $('history');
  list.textContent = '';
  for (const version of detail.history) {
    const item = make('li');
    item.dataset.rev = version.rev;
    item.dataset.kind = version.kind;
    const value = make('span', 'value');
    if (version.kind === 'del') {
      item.append(make('span', 'rev', number(version.rev)));
      value.append(make('i', 'none', 'deleted'));
    } else {
      const button = make('button', 'rev', number(version.rev));
      button.title = 'show the value of this revision';
      button.addEventListener('click', () => pin(version.rev));
      item.append(button);
      showValue(value, version);
    }
    if (version.kind !== 'del' && version.rev === detail.file?.rev) {
      item.setAttribute('aria-current', 'true');
    }
    item.append(value);
    if (version.kind !== 'del') item.append(make('span', 'size', sizeText(version.size)));
    list.append(item);
  }
  setText($('history-note'), detail.complete ? 'That is all of it.'
    : 'Not all of it: the server has the history from revision ' + number(detail.oldest)
      + ' on, and tells at most 50 versions.');
}

function pin(rev) {
  pinned = rev === detail.history[0]?.rev ? 0 : rev;
  showDetails();
}

function closeDetails() {
  const path = view.selected;
  go({root: view.root, glob: view.glob, typed: view.typed, selected: ''}, false);
  focusOn(rowOf(path) ?? current);
}

// ------------------------------------------------------------------ the cluster

let lastState = null;
const rates = [];

function onState(state) {
  setText($('fact-rev'), number(state.rev));
  setText($('fact-files'), number(state.files));
  setText($('fact-role'), state.role + (state.writable ? '' : ', takes no writes now'));
  $('fact-role').classList.toggle('bad', !state.writable);
  setText($('fact-clients'), number(state.connections));
  setText($('fact-watches'), number(state.watches));
  setText($('fact-uptime'), timeText(state.uptime));
  if (lastState && state.uptime > lastState.uptime) {
    const seconds = state.uptime - lastState.uptime;
    rates.push({
      writes: Math.max(0, state.writes - lastState.writes) / seconds,
      notes: Math.max(0, state.notifications - lastState.notifications) / seconds,
    });
    if (rates.length > CHART_POINTS) rates.shift();
    drawChart();
  } else if (lastState) {
    rates.length = 0;
  }
  lastState = state;
  drawMembers(state.members);
}

const rateText = (rate) => rate > 0 && rate < 9.95 ? rate.toFixed(1) : number(Math.round(rate));

function drawChart() {
  const most = niceCeiling(Math.max(1, ...rates.map((r) => Math.max(r.writes, r.notes))));
  const now = rates[rates.length - 1];
  for (const kind of ['writes', 'notes']) {
    const points = rates.map((rate, i) => (CHART_POINTS - rates.length + i + 1) + ' '
      + (39 - 38 * rate[kind] / most).toFixed(2));
    $('chart').querySelector('.' + kind).setAttribute('d', 'M' + points.join('L'));
    setText($('rate-' + kind), rateText(now[kind]));
  }
  setText($('rate-most'), number(most) + '/s');
  $('chart').setAttribute('aria-label', 'writes ' + rateText(now.writes) + ' and notifications '
    + rateText(now.notes) + ' a second now; at most ' + number(most) + ' in two minutes');
}

function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value);
}

function heardText(member) {
  if (member.self) return 'this node';
  if (!member.away) return 'here';
  return 'away, ' + (member.heard_ms === null ? 'never heard'
    : 'last heard ' + timeText(member.heard_ms / 1000) + ' ago');
}

/** Cells are kept and their texts set, so that a selection or a reader's place in it stays. */
function drawMembers(members) {
  const body = $('members').tBodies[0];
  while (body.rows.length > members.length) body.lastElementChild.remove();
  members.forEach((member, i) => {
    let row = body.rows[i];
    if (!row) {
      row = body.insertRow();
      const head = make('th');
      head.scope = 'row';
      head.append(make('b'), make('span'));
      row.append(head, make('td'), make('td', 'number'), make('td'));
    }
    row.dataset.id = member.id;
    row.classList.toggle('away', member.away);
    setText(row.cells[0].firstChild, member.id);
    setText(row.cells[0].lastChild, member.address);
    setText(row.cells[1], member.role);
    // Only the leader hears from everybody all the time.
    const isKnown = member.lag !== null;
    setText(row.cells[2], isKnown ? number(member.lag) : 'unknown');
    row.cells[2].title = isKnown ? 'slots behind; it is at slot ' + number(member.slot)
      : 'ask the leader';
    setText(row.cells[3], heardText(member));
  });
  const away = members.filter((member) => member.away).length;
  $('attendance').classList.toggle('bad', away > 0);
  setText($('attendance'), plural(members.length, 'member', 'members')
    + (away ? ', ' + away + ' away' : members.length > 1 ? ', all here' : ''));
}

// ------------------------------------------------------------------ the secret

let isLoggedOut = false;

function askForSecret(why) {
  if (isLoggedOut) return;
  isLoggedOut = true;
  secret = '';
  awaySince = 0;
  setState('logged-out', 'logged out');
  $('login').hidden = false;
  $('main').hidden = true;
  $('logout').hidden = true;
  setText($('login-error'), why);
  $('secret').focus();
  restart();
}

async function logIn(event) {
  event.preventDefault();
  const typed = $('secret').value;
  $('secret').value = '';
  try {
    const response = await fetch('/login', {method: 'POST', body: typed, credentials: 'omit',
      headers: {'Content-Type': 'text/plain'}, cache: 'no-store'});
    if (!response.ok) throw await refusal(response);
  } catch (e) {
    setText($('login-error'), e instanceof Refused ? e.message : 'The server does not answer.');
    $('secret').focus();
    return;
  }
  secret = typed;
  isLoggedOut = false;
  $('login').hidden = true;
  $('main').hidden = false;
  $('logout').hidden = false;
  setText($('login-error'), '');
  setState('connecting', 'connecting');
  isStale = true;
  wakeUp();
  if (view.selected) select();
  focusOn(current);
}

// ------------------------------------------------------------------ keys and clicks

/** The row that Tab leads to. */
let current = null;

function moveTo(item) {
  if (current) current.tabIndex = -1;
  current = item;
  if (current) current.tabIndex = 0;
}

function focusOn(item) {
  moveTo(item);
  if (!item) return;
  item.focus({preventScroll: true});
  (item.entry && item.firstChild || item).scrollIntoView({block: 'nearest'});
}

const isRow = (item) => item?.getAttribute('role') === 'treeitem';

function after(item) {
  const inside = item.lastElementChild.firstElementChild;
  let next = item.getAttribute('aria-expanded') === 'true' && isRow(inside) ? inside : null;
  for (let at = item; !next && at && at.id !== 'tree'; at = at.parentElement.closest('li')) {
    next = at.nextElementSibling;
    while (next && !isRow(next)) next = next.nextElementSibling;
  }
  return next;
}

function before(item) {
  let previous = item.previousElementSibling;
  while (previous && !isRow(previous)) previous = previous.previousElementSibling;
  if (!previous) return item.parentElement.closest('li');
  for (;;) {
    const inside = previous.getAttribute('aria-expanded') === 'true'
      ? previous.lastElementChild.lastElementChild : null;
    if (!isRow(inside)) return previous;
    previous = inside;
  }
}

const neighbour = (item) => {
  const next = after(item);
  return next && !item.contains(next) ? next : before(item) ?? null;
};

function last() {
  let item = $('tree').lastElementChild;
  while (item && !isRow(item)) item = item.previousElementSibling;
  while (item?.getAttribute('aria-expanded') === 'true'
      && isRow(item.lastElementChild.lastElementChild)) {
    item = item.lastElementChild.lastElementChild;
  }
  return item;
}

async function showMoreOf(directory) {
  const held = directory.order.length;
  const hadFocus = current === directory.more;
  await loadSafely(directory, PAGE_ENTRIES, true);
  if (hadFocus && directory.order[held]) focusOn(directory.order[held].item);
}

function activate(item) {
  const entry = item.entry;
  if (item.classList.contains('more')) {
    showMoreOf(entry);
  } else if (!entry.isDirectory) {
    go({root: view.root, glob: view.glob, typed: view.typed, selected: entry.path}, false);
  } else if (entry.isOpen) {
    entry.close();
  } else {
    open(entry);
  }
}

function far(item, step) {
  let at = item;
  for (let i = 0; i < 20; i++) at = step(at) ?? at;
  return at;
}

const KEYS = {
  ArrowDown: (item) => focusOn(after(item) ?? item),
  ArrowUp: (item) => focusOn(before(item) ?? item),
  PageDown: (item) => focusOn(far(item, after)),
  PageUp: (item) => focusOn(far(item, before)),
  Home: () => focusOn($('tree').firstElementChild),
  End: () => focusOn(last()),
  ArrowRight: (item) => {
    const isOpen = item.getAttribute('aria-expanded');
    if (isOpen === 'false') open(item.entry);
    else if (isOpen === 'true') focusOn(after(item) ?? item);
  },
  ArrowLeft: (item) => {
    if (item.getAttribute('aria-expanded') === 'true') item.entry.close();
    else focusOn(item.parentElement.closest('li') ?? item);
  },
  Enter: (item, event) => {
    if (event.shiftKey && item.entry.isDirectory && item.entry !== root) {
      go({root: item.entry.path}, false);
    } else {
      activate(item);
    }
  },
  ' ': (item) => activate(item),
  Backspace: () => {
    if (view.glob) go({root: view.root}, false);
    else if (view.root !== '/') go({root: parentOf(view.root)}, false);
  },
};

function onKey(event) {
  const item = event.target.closest('li');
  if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key in KEYS) {
    KEYS[event.key](item, event);
    event.preventDefault();
  } else if (/^[A-Za-z0-9._*?/-]$/.test(event.key)) {
    // The key arrives in the field, and what is typed next.
    $('filter').focus();
  }
}

function onClick(event) {
  const item = event.target.closest('li');
  if (!item || item.classList.contains('gone') || event.target.closest('a')) return;
  focusOn(item);
  activate(item);
}

function listen() {
  $('tree').addEventListener('click', onClick);
  $('tree').addEventListener('keydown', onKey);
  $('tree').addEventListener('focusin', (event) => {
    const item = event.target.closest('li');
    if (item && item !== current) moveTo(item);
  });
  $('filter').addEventListener('input', () => onFilter(false));
  $('filter-form').addEventListener('submit', (event) => {
    event.preventDefault();
    onFilter(true);
  });
  $('filter').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      $('filter').value = '';
      onFilter(true);
    } else if (event.key !== 'ArrowDown') {
      return;
    }
    event.preventDefault();
    focusOn(current ?? $('tree').firstElementChild);
  });
  $('details-close').addEventListener('click', closeDetails);
  $('details').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeDetails();
  });
  $('details-form').addEventListener('click', () => {
    asHex = !asHex;
    if (detail?.file) drawValue(detail.file);
  });
  $('details-newest').addEventListener('click', () => pin(0));
  $('skip').addEventListener('click', (event) => {
    event.preventDefault();
    focusOn(current);
  });
  $('login-form').addEventListener('submit', logIn);
  // Everything that was in memory goes with the page.
  $('logout').addEventListener('click', () => location.reload());
  window.addEventListener('popstate', onPlace);
  window.addEventListener('hashchange', onPlace);
  window.addEventListener('online', () => wakeUp());
  document.addEventListener('visibilitychange', onVisibility);
}

listen();
setInterval(sweep, 500);
setInterval(showAway, 1000);
setInterval(() => {
  if (uncounted.size > 0 && !awaySince) count().catch(failed);
}, COUNT_MILLIS);
if (isNarrow.matches) $('overview').open = false;
onPlace();
connectForever();
})();
