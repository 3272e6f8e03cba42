import { inkOn } from "../shared/color";
import { type EventName, readFromHost, stamped, type ToFrame, type ToHost } from "../shared/messages";

export const isFramed = window.parent !== window;

/** The page this one is embedded in, if any. It speaks first; it is answered only from an allowed origin. */
export class Host {
  private measure: () => void = () => {};
  private answerTo: { window: Window; origin: string } | null = null;

  constructor(
    private readonly page: string,
    origins: readonly string[],
    private readonly identify: (identity: string) => void = () => {},
  ) {
    if (!isFramed) return;
    document.documentElement.classList.add("framed");
    const allowed = new Set([...origins, location.origin]);
    // "*" is the operator's own choice, and the frame's content policy says the same.
    const isAllowed = (origin: string): boolean => allowed.has(origin) || (allowed.has("*") && origin !== "null");
    addEventListener("message", (event) => {
      if (event.source !== window.parent || !isAllowed(event.origin)) return;
      const message = readFromHost(event.data);
      if (message) this.hear(message, event.origin);
    });
    addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.escape());
  }

  tell(name: EventName): void {
    this.send({ type: "event", name });
  }

  /** Reports how tall the content would like to be, whenever that changes. */
  reportHeight(parts: HTMLElement[], height: () => number): void {
    if (!isFramed) return;
    this.measure = () => this.send({ type: "resize", height: Math.ceil(height()) });
    const observer = new ResizeObserver(() => this.measure());
    for (const part of parts) observer.observe(part);
  }

  private hear(message: ToFrame, origin: string): void {
    if (message.type === "hello") {
      this.answerTo = { window: window.parent, origin };
      dress(message);
      this.send({ type: "ready", page: this.page });
      this.measure();
    }
    if (message.identity) this.identify(message.identity);
  }

  private escape(): void {
    this.send({ type: "escape" });
  }

  private send(message: ToHost): void {
    this.answerTo?.window.postMessage(stamped(message), this.answerTo.origin);
  }
}

function dress(message: Extract<ToFrame, { type: "hello" }>): void {
  const root = document.documentElement;
  root.dataset["mode"] = message.mode;
  if (message.theme === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = message.theme;
  if (!message.color) return;
  root.style.setProperty("--es-accent", message.color);
  root.style.setProperty("--es-on-accent", inkOn(message.color));
}
