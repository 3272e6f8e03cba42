/** The element with this id; the page's template guarantees it. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Puts values into "{name}" places. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Text for people arrives as plain text; blank lines become paragraphs, nothing else is read into it. */
export function paragraphs(text: string): HTMLElement[] {
  return text.split(/\n{2,}/).map((part) => {
    const made = element("p", "", part.trim());
    made.dir = "auto";
    return made;
  });
}
