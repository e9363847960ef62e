// Plays one camera's fragments in a <video> through Media Source Extensions, close to live.
//
// The player keeps a time line of its own: whenever the camera's time jumps, or a new
// initialization segment comes, what follows is laid right behind what came before. So there are
// no gaps to jump over and a restarted camera simply goes on.

const START_SECONDS = 1;
const DELAY_MIN_SECONDS = 0.12;
const DELAY_MAX_SECONDS = 0.5;
const DELAY_STEP_SECONDS = 0.06;
const DELAY_DECAY_SECONDS = 0.004;
const TOO_LATE_SECONDS = 0.9;
const JUMP_SECONDS = 2;
const KEEP_SECONDS = 6;
const TRIM_SECONDS = 15;
const QUEUE_MAX = 1500;
const JOIN_MAX = 100;
const TIMES_MAX = 600;
const CONTROL_MILLIS = 200;

const Source = window.ManagedMediaSource ?? window.MediaSource;

/** What keeps this browser from playing a MIME type, as a sentence, or null. */
export function obstacle(mime) {
  if (!Source) {
    return 'This browser cannot play live video: it has no Media Source Extensions.';
  }
  if (mime === '') {
    return 'The camera sends a format that MP4 cannot carry to browsers.';
  }
  if (!Source.isTypeSupported(mime)) {
    return `This browser cannot play ${codecName(mime)}. `
      + 'Set the camera to H.264, or use a player.';
  }
  return null;
}

function codecName(mime) {
  const codecs = /codecs="([^"]*)"/.exec(mime)?.[1] ?? mime;
  const name = /^hvc1|^hev1/.test(codecs) ? 'H.265' : /^avc/.test(codecs) ? 'this kind of H.264' : '';
  return name === '' ? codecs : `${name} (${codecs})`;
}

export class Player {
  #video;
  #source = null;
  #buffer = null;
  #mime = '';
  #queue = [];
  #times = [];
  #offset = START_SECONDS;
  #jump = true;
  #lastSeconds = NaN;
  #ends = START_SECONDS;
  #delay = 0.2;
  #timer;

  /** Called with a sentence when nothing can be played, with null when it can again. */
  onObstacle = () => {};
  /** Called with true when the browser wants a gesture before it plays. */
  onBlocked = () => {};

  /** Times that playing stood still for want of data, and times that it was begun anew. */
  stalls = 0;
  resets = 0;

  constructor(video) {
    this.#video = video;
    video.addEventListener('waiting', () => this.#stalled());
    video.addEventListener('error', () => this.#restart());
    this.#timer = setInterval(() => this.#control(), CONTROL_MILLIS);
  }

  initialize(mime, segment) {
    const reason = obstacle(mime);
    this.onObstacle(reason);
    if (reason !== null) {
      this.stop();
      return;
    }
    this.#queue.push({ mime, segment });
    if (this.#source === null) {
      this.#open();
    }
    this.#pump();
  }

  append(media) {
    if (this.#source === null) {
      return;
    }
    if (this.#queue.length > QUEUE_MAX) {
      this.#restart();
      return;
    }
    this.#queue.push(media);
    this.#pump();
  }

  /** Lets go of everything; the next initialization segment begins anew. */
  stop() {
    this.#queue = [];
    this.#times = [];
    this.#buffer = null;
    this.#lastSeconds = NaN;
    this.#ends = START_SECONDS;
    this.#jump = true;
    if (this.#source !== null) {
      this.#source = null;
      URL.revokeObjectURL(this.#video.src);
      this.#video.removeAttribute('src');
      this.#video.load();
    }
  }

  dispose() {
    clearInterval(this.#timer);
    this.stop();
  }

  /** Seconds on the player's time line for seconds on the camera's. */
  toPlayerSeconds(seconds) {
    return seconds + this.#offset;
  }

  /** When the shown picture was captured, in milliseconds since 1970; NaN if unknown. */
  capturedMillis(playerSeconds = this.#video.currentTime) {
    for (let i = this.#times.length - 1; i >= 0; i--) {
      if (this.#times[i].at <= playerSeconds + 0.001) {
        return this.#times[i].capturedMillis;
      }
    }
    return NaN;
  }

  /** Seconds from the shown picture to the newest that is here. */
  behindSeconds() {
    const ranges = this.#video.buffered;
    return ranges.length === 0 ? 0 : ranges.end(ranges.length - 1) - this.#video.currentTime;
  }

  #open() {
    const source = new Source();
    this.#source = source;
    this.#video.disableRemotePlayback = true;
    this.#video.src = URL.createObjectURL(source);
    source.addEventListener('sourceopen', () => this.#pump(), { once: true });
  }

  // A broken pipeline is thrown away; with a fresh one the stream goes on at its next key frame.
  #restart() {
    const initialization = this.#mime === '' ? null : { mime: this.#mime, segment: this.#segment };
    this.stop();
    this.resets++;
    if (initialization !== null) {
      this.initialize(initialization.mime, initialization.segment);
    }
  }

  #segment = null;

  #pump() {
    if (this.#source?.readyState !== 'open' || this.#buffer?.updating) {
      return;
    }
    try {
      this.#appendNext();
    } catch (error) {
      if (error.name === 'QuotaExceededError') {
        this.#trim(0.5);
      } else {
        console.warn('Begins anew:', error);
        this.#restart();
      }
    }
  }

  #appendNext() {
    const next = this.#queue[0];
    if (next === undefined) {
      return;
    }
    if (next.mime !== undefined) {
      this.#queue.shift();
      this.#appendInitialization(next);
    } else if (this.#jump && !next.keyFrame) {
      this.#queue.shift();
      this.#appendNext();
    } else {
      this.#appendMedia();
    }
  }

  #appendInitialization({ mime, segment }) {
    if (this.#buffer === null) {
      this.#buffer = this.#source.addSourceBuffer(mime);
      this.#buffer.addEventListener('updateend', () => this.#pump());
    } else if (mime !== this.#mime) {
      this.#buffer.changeType(mime);
    }
    this.#mime = mime;
    this.#segment = segment;
    this.#jump = true;
    this.#buffer.appendBuffer(segment);
  }

  #appendMedia() {
    const first = this.#queue[0];
    if (this.#jump || this.#jumpsAt(first)) {
      this.#offset = this.#bufferedEnd() - first.seconds;
      this.#buffer.timestampOffset = this.#offset;
      this.#jump = false;
      this.#lastSeconds = first.seconds;
    }
    const joined = [];
    while (joined.length < JOIN_MAX && this.#queue.length > 0) {
      const media = this.#queue[0];
      if (media.mime !== undefined || this.#jumpsAt(media)) {
        break;
      }
      this.#queue.shift();
      joined.push(media.segment);
      this.#remember(media);
    }
    this.#buffer.appendBuffer(join(joined));
  }

  #bufferedEnd() {
    const ranges = this.#buffer.buffered;
    return ranges.length === 0 ? this.#ends : ranges.end(ranges.length - 1);
  }

  // With pictures that are shown in another order than they come in, time runs back a little
  // between key frames; at a key frame it never does.
  #jumpsAt({ keyFrame, seconds }) {
    const step = seconds - this.#lastSeconds;
    return keyFrame && (step < -JUMP_SECONDS / 10 || step > JUMP_SECONDS);
  }

  #remember({ seconds, capturedMillis }) {
    this.#lastSeconds = Math.max(seconds, this.#lastSeconds);
    this.#times.push({ at: seconds + this.#offset, capturedMillis });
    if (this.#times.length > TIMES_MAX) {
      this.#times.splice(0, TIMES_MAX / 2);
    }
  }

  #trim(keepSeconds) {
    const end = this.#video.currentTime - keepSeconds;
    if (this.#buffer?.updating === false && this.#buffer.buffered.length > 0
        && end > this.#buffer.buffered.start(0)) {
      this.#buffer.remove(0, end);
    }
  }

  #stalled() {
    if (this.#video.readyState > 0 && this.#video.currentTime > START_SECONDS + 1) {
      this.stalls++;
      this.#delay = Math.min(this.#delay + DELAY_STEP_SECONDS, DELAY_MAX_SECONDS);
    }
  }

  // Holds the picture a short delay behind the newest data: a little faster or slower where that
  // is enough, with a jump where it is not.
  #control() {
    const video = this.#video;
    if (this.#buffer === null || this.#buffer.buffered.length === 0) {
      return;
    }
    const end = this.#bufferedEnd();
    this.#ends = end;
    const behind = end - video.currentTime;
    this.#delay = Math.max(this.#delay - DELAY_DECAY_SECONDS, DELAY_MIN_SECONDS);
    if (behind > TOO_LATE_SECONDS || behind < -0.05 || !this.#isBuffered(video.currentTime)) {
      video.currentTime = Math.max(end - this.#delay, this.#lastRangeStart());
    } else {
      video.playbackRate = rate(behind - this.#delay);
    }
    if (video.paused && !document.hidden) {
      video.play().then(() => this.onBlocked(false), (error) => {
        this.onBlocked(error.name === 'NotAllowedError');
      });
    }
    if (video.currentTime - this.#buffer.buffered.start(0) > TRIM_SECONDS) {
      this.#trim(KEEP_SECONDS);
    }
  }

  #isBuffered(time) {
    const ranges = this.#buffer.buffered;
    for (let i = 0; i < ranges.length; i++) {
      if (time >= ranges.start(i) - 0.02 && time <= ranges.end(i)) {
        return true;
      }
    }
    return false;
  }

  #lastRangeStart() {
    const ranges = this.#buffer.buffered;
    return ranges.start(ranges.length - 1);
  }
}

function rate(excess) {
  if (excess > 0.3) {
    return 1.2;
  }
  if (excess > 0.08) {
    return 1.07;
  }
  return excess < -0.06 ? 0.95 : 1;
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
