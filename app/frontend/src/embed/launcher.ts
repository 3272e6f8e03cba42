import { inkOn } from "../shared/color";
import { type Settings, wordsFor } from "./settings";
import { dress } from "./styles";

const bubble = "M4.5 6.5a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H11l-4 4v-4h-.5a2 2 0 0 1-2-2Z";
export const cross = "M7 7l10 10M17 7 7 17";

/** The bubble and its panel, in a shadow root: the page's styles stay out, ours stay in. */
export class Launcher {
  readonly root = document.createElement("div");
  isOpen = false;
  readonly button = button("launcher", bubble);
  private readonly panel = document.createElement("div");
  private readonly closer = button("closer", cross);

  constructor(
    settings: Settings,
    private readonly frame: HTMLIFrameElement,
    toggle: (open: boolean) => void,
  ) {
    const shadow = this.root.attachShadow({ mode: "open" });
    dress(shadow);
    this.root.dataset["position"] = settings.position;
    this.root.dataset["theme"] = settings.theme;
    paint(this.root, settings.color);
    this.panel.className = "panel";
    this.panel.hidden = true;
    this.panel.setAttribute("role", "dialog");
    this.panel.append(this.closer, frame);
    this.button.setAttribute("aria-expanded", "false");
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.addEventListener("click", () => toggle(!this.isOpen));
    this.closer.addEventListener("click", () => toggle(false));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
    shadow.append(this.button, this.panel);
    this.name(settings.locale);
    document.body.append(this.root);
  }

  name(locale: string): void {
    const words = wordsFor(locale);
    this.button.setAttribute("aria-label", words.open);
    this.closer.setAttribute("aria-label", words.close);
    this.panel.setAttribute("aria-label", words.title);
    this.frame.title = words.title;
  }

  show(open: boolean): void {
    this.isOpen = open;
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.frame.focus();
    else this.button.focus();
  }
}

export function paint(host: HTMLElement, color: string): void {
  if (!color) return;
  host.style.setProperty("--earshot-color", color);
  host.style.setProperty("--earshot-on-color", inkOn(color));
}

export function button(name: string, shape: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.setAttribute("part", name);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shape);
  svg.append(path);
  made.append(svg);
  return made;
}
