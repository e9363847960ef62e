// The page's one WebSocket: connects again by itself, keeps the server's clock in view, and hands
// out what comes. The binary framing is described in SocketFraming.java.

const KIND_INITIALIZATION = 1;
const KIND_MEDIA = 2;
const FLAG_KEY_FRAME = 1;
const MEDIA_HEADER_BYTES = 20;

const RETRY_MIN_MILLIS = 500;
const RETRY_MAX_MILLIS = 8000;
const PING_MILLIS = 2000;
const SILENCE_MILLIS = 6000;

export class Connection extends EventTarget {
  #socket = null;
  #watched = [];
  #retryMillis = RETRY_MIN_MILLIS;
  #heardAt = 0;
  #offsets = [];
  #ascii = new TextDecoder('ascii');

  /** Milliseconds by which the server's clock is ahead of this one. */
  clockOffsetMillis = 0;

  start() {
    setInterval(() => this.#check(), PING_MILLIS);
    this.#open();
  }

  /** Names all cameras that the page wants from now on, by their numbers. */
  watch(numbers) {
    const wanted = [...numbers].sort((a, b) => a - b);
    if (wanted.join() !== this.#watched.join()) {
      this.#watched = wanted;
      this.#sendWatched();
    }
  }

  #sendWatched() {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(['watch', ...this.#watched].join(' '));
    }
  }

  #open() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/socket`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onopen = () => this.#opened();
    socket.onmessage = (message) => this.#heard(message.data);
    socket.onclose = () => this.#closed(socket);
  }

  #opened() {
    this.#retryMillis = RETRY_MIN_MILLIS;
    this.#offsets = [];
    this.#watched = [];
    this.#tell('open');
    this.#ping();
  }

  #closed(socket) {
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    const wait = this.#retryMillis * (0.75 + Math.random() / 2);
    this.#retryMillis = Math.min(2 * this.#retryMillis, RETRY_MAX_MILLIS);
    this.#tell('closed', { retryMillis: wait });
    setTimeout(() => this.#reopen(), wait);
  }

  // A request first: it is quiet about a server that is not there, and lets the browser give the
  // password again to one that has been restarted.
  async #reopen() {
    try {
      await fetch('/cameras.json', { cache: 'no-store' });
      this.#open();
    } catch {
      this.#socket = null;
      this.#closed(null);
    }
  }

  #check() {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return;
    }
    if (performance.now() - this.#heardAt > SILENCE_MILLIS) {
      const silent = this.#socket;
      silent.onclose = null;
      silent.close();
      this.#closed(silent);
      return;
    }
    this.#ping();
  }

  #ping() {
    this.#socket.send(`ping ${performance.now().toFixed(3)}`);
  }

  #heard(data) {
    this.#heardAt = performance.now();
    if (typeof data === 'string') {
      this.#heardText(JSON.parse(data));
    } else {
      this.#heardBinary(data);
    }
  }

  #heardText(message) {
    if (message.type === 'pong') {
      this.#adjustClock(Number(message.sent), message.serverMillis);
    } else {
      this.#tell(message.type, message);
    }
  }

  // The offset of the quickest of the last answers is the truest.
  #adjustClock(sent, serverMillis) {
    const now = performance.now();
    const roundTrip = now - sent;
    const here = performance.timeOrigin + now - roundTrip / 2;
    this.#offsets.push({ roundTrip, offset: serverMillis + 0.5 - here });
    this.#offsets = this.#offsets.slice(-8);
    const best = this.#offsets.reduce((a, b) => (b.roundTrip < a.roundTrip ? b : a));
    this.clockOffsetMillis = best.offset;
  }

  /** The server's clock, in milliseconds since 1970. */
  serverMillis() {
    return performance.timeOrigin + performance.now() + this.clockOffsetMillis;
  }

  #heardBinary(data) {
    const view = new DataView(data);
    const kind = view.getUint8(0);
    const camera = view.getUint16(2);
    if (kind === KIND_INITIALIZATION) {
      const length = view.getUint16(4);
      this.#tell('initialization', {
        camera,
        mime: this.#ascii.decode(new Uint8Array(data, 6, length)),
        segment: new Uint8Array(data, 6 + length),
      });
    } else if (kind === KIND_MEDIA) {
      this.#tell('media', {
        camera,
        keyFrame: (view.getUint8(1) & FLAG_KEY_FRAME) !== 0,
        seconds: Number(view.getBigInt64(4)) / 1e6,
        capturedMillis: Number(view.getBigInt64(12)) / 1e3,
        segment: new Uint8Array(data, MEDIA_HEADER_BYTES),
      });
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
