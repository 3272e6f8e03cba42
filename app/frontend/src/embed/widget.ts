import type { ToHost } from "../shared/messages";
import { Frame } from "./frame";
import { Launcher } from "./launcher";
import { Messages } from "./messages";
import type { Settings } from "./settings";
import { dress } from "./styles";

const shortest = 420;
const tallest = 760;

type EventName = "ready" | "open" | "close" | "started" | "answered" | "closed" | "rated";
type Listener = () => void;

/** What a page can do with the conversation on it: this is `window.Earshot`. */
export class Widget {
  private readonly frame: Frame;
  private readonly launcher: Launcher | null;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly inline = document.createElement("div");
  private readonly messages: Messages;

  constructor(private readonly settings: Settings) {
    this.frame = new Frame(settings, (message) => this.hear(message));
    const element = this.frame.element;
    this.launcher = settings.mode === "bubble" ? new Launcher(settings, element, (open) => this.show(open)) : null;
    if (settings.mode === "inline") this.place();
    this.messages = new Messages(settings);
    this.messages.ask();
  }

  open(): void {
    this.show(true);
  }

  close(): void {
    this.show(false);
  }

  /** Calls `listener` on each event of this name; the function returned takes it off again. */
  on(name: EventName, listener: Listener): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /** Says who this is, by a short-lived JWT your server signed. Best before the conversation is opened. */
  identify(identity: string): void {
    this.settings.identity = identity;
    this.frame.send({ type: "identify", identity });
    this.messages.ask();
  }

  setLocale(locale: string): void {
    this.settings.locale = locale;
    this.launcher?.name(locale);
    this.frame.reload();
  }

  destroy(): void {
    this.frame.remove();
    this.launcher?.root.remove();
    this.inline.remove();
    this.messages.remove();
    this.listeners.clear();
    delete (window as { Earshot?: unknown }).Earshot;
  }

  private place(): void {
    const target = document.querySelector(this.settings.target);
    if (!target) throw new Error(`Earshot: data-target "${this.settings.target}" matches nothing on this page.`);
    const shadow = this.inline.attachShadow({ mode: "open" });
    dress(shadow);
    this.inline.dataset["theme"] = this.settings.theme;
    this.frame.element.className = "inline";
    shadow.append(this.frame.element);
    target.append(this.inline);
    this.frame.load();
  }

  private show(open: boolean): void {
    if (!this.launcher || open === this.launcher.isOpen) return;
    if (open) this.frame.load();
    this.launcher.show(open);
    this.emit(open ? "open" : "close");
  }

  private hear(message: ToHost): void {
    if (message.type === "escape") this.show(false);
    else if (message.type === "event") this.emit(message.name);
    else if (message.type === "ready") this.emit("ready");
    else if (!this.launcher) {
      const height = Math.min(tallest, Math.max(shortest, message.height));
      this.frame.element.style.setProperty("height", `${height}px`);
    }
  }

  private emit(name: EventName): void {
    for (const listener of this.listeners.get(name) ?? []) listener();
  }
}
