// One camera on the page: picture, boxes, state and numbers.

import { Player } from '/assets/player.js';
import { Overlay } from '/assets/overlay.js';

const FROZEN_MILLIS = 4000;

export class Tile {
  #connection;
  #parts = {};
  #player;
  #overlay;
  #pictureAt = 0;
  #latencies = [];
  #status = null;

  /** The number that names the camera on the connection. */
  number = -1;
  /** True while the tile is on the screen. */
  visible = true;

  constructor(name, connection, single) {
    this.name = name;
    this.#connection = connection;
    this.element = this.#build(single);
    this.#player = new Player(this.#parts.video);
    this.#overlay = new Overlay(this.#parts.canvas, this.#parts.video, this.#player);
    this.#player.onObstacle = (reason) => this.#say(reason, reason !== null);
    this.#player.onBlocked = (blocked) => { this.#parts.play.hidden = !blocked; };
    this.#parts.play.addEventListener('click', () => this.#parts.video.play());
    this.#parts.full.addEventListener('click', () => this.#toggleFullScreen());
    this.#followPictures();
  }

  get #address() {
    return `/camera/${encodeURIComponent(this.name)}`;
  }

  #build(single) {
    const address = this.#address;
    const title = make('h2', {}, single
      ? [this.name]
      : [make('a', { href: address }, [this.name])]);
    const p = this.#parts;
    p.video = make('video', { muted: '', playsinline: '', autoplay: '', 'aria-label': `Live picture of ${this.name}` });
    p.video.muted = true;
    p.canvas = make('canvas', { 'aria-hidden': 'true' });
    p.message = make('p', { class: 'message', role: 'status' }, [make('span', {}, ['Waiting for pictures'])]);
    p.play = make('button', { class: 'play', type: 'button', hidden: '' }, ['Play']);
    p.full = make('button', { class: 'full', type: 'button', title: 'Full screen', 'aria-label': `Full screen: ${this.name}` }, [
      make('img', { src: '/assets/full.svg', alt: '', width: '18', height: '18' })]);
    p.state = make('span', { class: 'state', role: 'status' }, ['waiting']);
    p.picture = make('div', { class: 'picture' }, [p.video, p.canvas, p.message, p.play, p.full]);
    p.numbers = make('dl', { class: 'numbers' });
    for (const key of ['fps', 'kbit/s', 'latency', 'viewers', 'dropped']) {
      p[key] = make('dd', {}, ['\u2013']);
      p.numbers.append(make('div', {}, [make('dt', {}, [key]), p[key]]));
    }
    p.more = single ? make('details', { class: 'more' }, [make('summary', {}, ['Details'])]) : null;
    p.table = make('table', {}, []);
    p.more?.append(p.table, make('p', {}, [make('a', { href: `${address}/stream.mp4` }, ['Stream for players and curl'])]));
    const head = make('div', { class: 'head' }, [title, p.state]);
    return make('article', { class: 'tile', 'aria-label': this.name }, [
      p.picture, head, p.numbers, ...(p.more ? [p.more] : []),
    ]);
  }

  initialize({ mime, segment }) {
    this.#player.initialize(mime, segment);
  }

  append(media) {
    this.#player.append(media);
  }

  addOverlay(overlay) {
    this.#overlay.add(overlay);
  }

  /** The server is away: the last picture stays, but says that it is old. */
  pause() {
    this.#pictureAt = 0;
    this.#overlay.clear();
    this.element.dataset.state = 'bad';
    setText(this.#parts.state, 'no connection');
  }

  remove() {
    this.#player.dispose();
    this.element.remove();
  }

  update(status) {
    this.#status = status;
    this.number = status.number;
    const p = this.#parts;
    setText(p.state, status.state);
    this.element.dataset.state = kindOf(status.state);
    setText(p.fps, status.fps.toFixed(status.fps < 10 ? 1 : 0));
    setText(p['kbit/s'], status.kbps.toFixed(0));
    setText(p.viewers, String(status.viewers));
    setText(p.dropped, String(status.dropped + status.skipped));
    setText(p.latency, this.#latencyText());
    if (this.#pictureAt === 0 && this.element.dataset.state === 'bad') {
      this.#say(status.state);
    }
    if (p.more?.open) {
      this.#fillTable(status);
    }
    if (performance.now() - this.#pictureAt > FROZEN_MILLIS && this.#pictureAt > 0) {
      this.element.dataset.frozen = '';
    }
  }

  #fillTable(status) {
    const rows = [
      ['picture', status.width > 0 ? `${status.width} \u00D7 ${status.height}` : '\u2013'],
      ['format', status.mime || '\u2013'],
      ['buffered', `${Math.round(1000 * this.#player.behindSeconds())} ms`],
      ['stalls here', this.#player.stalls],
      ['skipped for slow viewers', status.skipped],
      ...Object.entries(status.counters).map(([key, value]) => [key.toLowerCase().replaceAll('_', ' '), value]),
    ];
    this.#parts.table.replaceChildren(...rows.map(([key, value]) =>
      make('tr', {}, [make('th', { scope: 'row' }, [key]), make('td', {}, [String(value)])])));
  }

  /** Milliseconds from capture to screen, the middle of the last pictures; NaN if unknown. */
  latencyMillis() {
    const sorted = [...this.#latencies].sort((a, b) => a - b);
    return sorted.length === 0 ? NaN : sorted[sorted.length >> 1];
  }

  #latencyText() {
    const millis = this.latencyMillis();
    return Number.isFinite(millis) && millis > -1000 && millis < 100000
      ? `${Math.max(0, Math.round(millis))} ms` : '\u2013';
  }

  #followPictures() {
    const { video } = this.#parts;
    if (video.requestVideoFrameCallback) {
      const next = (now, { mediaTime }) => {
        this.#pictureShown(mediaTime);
        video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    } else {
      video.addEventListener('timeupdate', () => this.#pictureShown(video.currentTime));
    }
  }

  #pictureShown(seconds) {
    this.#pictureAt = performance.now();
    delete this.element.dataset.frozen;
    this.#say(null);
    const captured = this.#player.capturedMillis(seconds);
    if (Number.isFinite(captured)) {
      this.#latencies.push(this.#connection.serverMillis() - captured);
      this.#latencies = this.#latencies.slice(-50);
    }
    this.#overlay.draw(seconds);
  }

  #say(text, offersStream = false) {
    const { message } = this.#parts;
    message.hidden = text === null;
    if (message.firstChild?.textContent !== text) {
      message.replaceChildren(make('span', {}, [text ?? '']));
      if (offersStream) {
        message.append(make('a', { href: `${this.#address}/stream.mp4` }, ['Open the stream']));
      }
    }
  }

  #toggleFullScreen() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else {
      this.#parts.picture.requestFullscreen?.();
    }
  }

  /** What tests and curious people want to know. */
  report() {
    const { video } = this.#parts;
    return {
      name: this.name,
      state: this.#status?.state ?? '',
      latencyMillis: this.latencyMillis(),
      behindMillis: 1000 * this.#player.behindSeconds(),
      currentTime: video.currentTime,
      width: video.videoWidth,
      height: video.videoHeight,
      stalls: this.#player.stalls,
      resets: this.#player.resets,
      paused: video.paused,
    };
  }
}

function kindOf(state) {
  const first = /^[a-z]+/.exec(state.toLowerCase())?.[0] ?? '';
  if (first === 'playing') {
    return 'good';
  }
  return ['failed', 'stalled', 'refused', 'stopped'].includes(first) ? 'bad' : 'waiting';
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
