import { delay } from "./backoff";
import { type Incoming, type Outgoing, parse } from "./frames";

export type Connection = "idle" | "connecting" | "open" | "lost";

const ackWithin = 10_000;
const quietTooLong = 45_000;
const failuresBeforeAsking = 2;

export interface Listener {
  /** The last seq seen: what `resume` asks from. */
  after(): number;
  heard(frame: Incoming): void;
  changed(state: Connection): void;
  /** Two attempts in a row led to no conversation. */
  refused(): void;
}

/** One interview's socket: says `resume` first, comes back by itself, hands on what it hears. */
export class Link {
  state: Connection = "idle";
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer = 0;
  private ended = false;
  private hiddenAt = 0;

  constructor(
    private readonly path: string,
    private readonly on: Listener,
  ) {
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.drop());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => this.woke());
  }

  connect(): void {
    if (this.ended || this.socket) return;
    clearTimeout(this.timer);
    this.become(this.attempt ? "lost" : "connecting");
    const socket = (this.socket = new WebSocket(this.address()));
    socket.onopen = () => this.send({ type: "resume", after: this.on.after() });
    socket.onmessage = (event) => this.heard(parse(event.data));
    socket.onclose = () => socket === this.socket && this.lost();
  }

  /** True when the frame left; an unacknowledged one is sent again after the next welcome. */
  send(frame: Outgoing): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Watches for the ack of what was just sent: a socket that swallows frames is not a socket. */
  expectAck(stillWaiting: () => boolean): void {
    const socket = this.socket;
    setTimeout(() => socket === this.socket && stillWaiting() && this.restart(), ackWithin);
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    this.become("idle");
  }

  private address(): string {
    return `${location.protocol === "http:" ? "ws" : "wss"}://${location.host}${this.path}`;
  }

  private heard(frame: Incoming | null): void {
    if (!frame) return;
    if (frame.type === "welcome") {
      this.attempt = 0;
      this.become("open");
    }
    this.on.heard(frame);
  }

  private lost(): void {
    this.socket = null;
    if (this.ended) return;
    this.become("lost");
    this.timer = setTimeout(() => this.connect(), delay(this.attempt++));
    if (this.attempt % failuresBeforeAsking === 0) this.on.refused();
  }

  private restart(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.connect();
  }

  /** A socket does not notice that the network went: the person should, before they wait for an answer. */
  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.lost();
    socket.close();
  }

  private hurry(): void {
    if (this.state === "idle") return;
    this.restart();
  }

  /** A phone that slept may hold a socket that died unnoticed. */
  private woke(): void {
    if (document.hidden) this.hiddenAt = Date.now();
    else if (this.state === "lost" || (this.hiddenAt && Date.now() - this.hiddenAt > quietTooLong)) this.hurry();
  }

  private become(state: Connection): void {
    if (state === this.state) return;
    this.state = state;
    this.on.changed(state);
  }
}
