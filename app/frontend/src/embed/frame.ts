import { readFromFrame, stamped, type ToFrame, type ToHost } from "../shared/messages";
import { frameAddress, type Settings, wordsFor } from "./settings";

/** The conversation's iframe. We speak first, to its origin only, and listen to that window and origin only. */
export class Frame {
  readonly element = document.createElement("iframe");

  constructor(
    private readonly settings: Settings,
    private readonly hear: (message: ToHost) => void,
  ) {
    this.element.title = wordsFor(settings.locale).title;
    this.element.setAttribute("part", "frame");
    this.element.referrerPolicy = "origin";
    this.element.addEventListener("load", () => this.hello());
    addEventListener("message", this.listen);
  }

  load(): void {
    if (!this.element.src) this.element.src = frameAddress(this.settings);
  }

  reload(): void {
    if (this.element.src) this.element.src = frameAddress(this.settings);
  }

  send(message: ToFrame): void {
    this.element.contentWindow?.postMessage(stamped(message), this.settings.home);
  }

  remove(): void {
    removeEventListener("message", this.listen);
    this.element.remove();
  }

  private hello(): void {
    const { mode, theme, color, identity } = this.settings;
    if (this.element.src && mode !== "none") this.send({ type: "hello", mode, theme, color, identity });
  }

  private readonly listen = (event: MessageEvent): void => {
    if (event.source !== this.element.contentWindow || event.origin !== this.settings.home) return;
    const message = readFromFrame(event.data);
    if (message) this.hear(message);
  };
}
