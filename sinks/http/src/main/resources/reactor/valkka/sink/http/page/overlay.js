// Boxes over a video, drawn with the picture that they belong to.

const SHOWN_SECONDS = 1.6;
const WAITING_MAX = 100;
const COLOUR = '#ffd166';

export class Overlay {
  #canvas;
  #video;
  #player;
  #waiting = [];
  #shown = null;

  constructor(canvas, video, player) {
    this.#canvas = canvas;
    this.#video = video;
    this.#player = player;
  }

  /** Takes boxes that belong to a time of the camera; without one they are shown at once. */
  add({ time, boxes }) {
    const at = time === null ? -Infinity : this.#player.toPlayerSeconds(time);
    this.#waiting.push({ at, boxes, addedMillis: performance.now() });
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
    }
  }

  clear() {
    this.#waiting = [];
    this.#shown = null;
    this.#paint();
  }

  /** A picture is shown; draws what belongs to it. */
  draw(seconds) {
    const before = this.#shown;
    while (this.#waiting.length > 0 && this.#waiting[0].at <= seconds + 0.001) {
      this.#shown = this.#waiting.shift();
    }
    if (this.#shown !== null && this.#isOld(this.#shown, seconds)) {
      this.#shown = null;
    }
    if (this.#shown !== null || before !== null) {
      this.#paint();
    }
  }

  #isOld(overlay, seconds) {
    const age = overlay.at === -Infinity
      ? (performance.now() - overlay.addedMillis) / 1000
      : seconds - overlay.at;
    return age > SHOWN_SECONDS;
  }

  #paint() {
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const pen = canvas.getContext('2d');
    pen.clearRect(0, 0, width, height);
    for (const box of this.#shown?.boxes ?? []) {
      this.#paintBox(pen, box, scale, this.#pictureArea(width, height));
    }
  }

  // Where the picture lies within the element, between its black bars.
  #pictureArea(width, height) {
    const { videoWidth = 0, videoHeight = 0 } = this.#video;
    const fit = Math.min(width / (videoWidth || width), height / (videoHeight || height));
    const w = (videoWidth || width) * fit;
    const h = (videoHeight || height) * fit;
    return { left: (width - w) / 2, top: (height - h) / 2, w, h };
  }

  #paintBox(pen, box, scale, area) {
    const x = area.left + box.x * area.w;
    const y = area.top + box.y * area.h;
    pen.lineWidth = 2 * scale;
    pen.strokeStyle = COLOUR;
    pen.strokeRect(x, y, box.width * area.w, box.height * area.h);
    if (box.label !== '') {
      pen.font = `600 ${12 * scale}px system-ui, sans-serif`;
      const high = 18 * scale;
      const top = y >= high ? y - high : y;
      pen.fillStyle = COLOUR;
      pen.fillRect(x - scale, top, pen.measureText(box.label).width + 10 * scale, high);
      pen.fillStyle = '#10151b';
      pen.textBaseline = 'middle';
      pen.fillText(box.label, x + 4 * scale, top + high / 2);
    }
  }
}
