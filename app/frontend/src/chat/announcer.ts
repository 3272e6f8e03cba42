import { byId, element } from "./dom";

const remembered = 3;

/** Reads new words out once: sentences as they arrive, then only what the whole turn adds. */
export class Announcer {
  private readonly region = byId("announcer");
  private readOut = "";

  sentence(text: string): void {
    this.readOut += text.trim();
    this.put(text);
  }

  turn(text: string): void {
    const squeezed = text.replace(/\s+/g, "");
    const before = this.readOut.replace(/\s+/g, "");
    this.readOut = "";
    if (before && squeezed === before) return;
    this.put(before && squeezed.startsWith(before) ? remainder(text, before.length) : text);
  }

  forget(): void {
    this.readOut = "";
  }

  private put(text: string): void {
    this.region.append(element("p", "", text));
    while (this.region.children.length > remembered) this.region.firstElementChild?.remove();
  }
}

/** What follows the first `count` characters that are not white space. */
function remainder(text: string, count: number): string {
  let place = 0;
  for (let left = count; left > 0 && place < text.length; place += 1) if (!/\s/.test(text[place] ?? "")) left -= 1;
  return text.slice(place).trim();
}
