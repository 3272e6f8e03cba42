import { button, cross, paint } from "./launcher";
import { type Settings, wordsFor } from "./settings";
import { dress } from "./styles";

interface Span {
  text: string;
  url: string | null;
}

export interface Message {
  id: string;
  title: string;
  blocks: { lines: Span[][]; is_list: boolean }[];
  label: string | null;
  url: string | null;
}

/** One message in a shadow root of its own. It is announced, takes no focus, and covers nothing that was in use. */
export class Card {
  readonly root = document.createElement("div");
  private readonly box = document.createElement("section");

  constructor(
    settings: Settings,
    message: Message,
    private readonly tell: (act: "clicked" | "done" | "dismissed") => void,
  ) {
    const words = wordsFor(settings.locale);
    const shadow = this.root.attachShadow({ mode: "open" });
    dress(shadow);
    this.root.dataset["position"] = settings.position;
    this.root.dataset["theme"] = settings.theme;
    paint(this.root, settings.color);
    this.box.className = settings.mode === "bubble" ? "card" : "card low";
    this.box.setAttribute("aria-label", message.title);
    this.box.addEventListener("keydown", (event) => event.key === "Escape" && tell("dismissed"));
    const live = document.createElement("div");
    live.setAttribute("role", "status");
    live.append(this.box);
    shadow.append(live);
    document.body.append(this.root);
    // A status is read out when it changes after it was there.
    this.box.append(...this.content(message, words));
  }

  remove(): void {
    this.root.remove();
  }

  private content(message: Message, words: ReturnType<typeof wordsFor>): HTMLElement[] {
    const closer = button("closer", cross);
    closer.setAttribute("aria-label", words.dismiss);
    closer.addEventListener("click", () => this.tell("dismissed"));
    const done = document.createElement("button");
    done.type = "button";
    done.className = "done";
    done.textContent = words.done;
    done.addEventListener("click", () => this.tell("done"));
    const acts = made("div", "acts");
    if (message.url && message.label) acts.append(this.link(message.label, message.url, "go"));
    acts.append(done);
    const title = made("h2", "", message.title);
    const text = message.blocks.map((block) => this.block(block));
    return message.title ? [title, ...text, acts, closer] : [...text, acts, closer];
  }

  private block(block: Message["blocks"][number]): HTMLElement {
    if (!block.is_list) return this.line("p", block.lines[0] ?? []);
    const list = made("ul");
    list.append(...block.lines.map((line) => this.line("li", line)));
    return list;
  }

  private line(tag: "p" | "li", spans: Span[]): HTMLElement {
    const line = made(tag);
    line.append(...spans.map((span) => (span.url ? this.link(span.text, span.url) : span.text)));
    return line;
  }

  private link(label: string, url: string, name = ""): HTMLElement {
    const link = made("a", name, label) as HTMLAnchorElement;
    if (/^https?:\/\//.test(url)) link.href = url;
    link.target = "_blank";
    link.rel = "noopener";
    link.addEventListener("click", () => this.tell("clicked"));
    return link;
  }
}

function made(tag: string, name = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.dir = "auto";
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}
