const shownFor = 1_800;

/** <button data-copy="#id"> copies that element's text or value, and says so in its own words for a moment. */
export function copyOnClick(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-copy]");
    const source = button && document.querySelector(button.dataset["copy"] ?? "");
    if (button && source) void copy(source, button);
  });
}

async function copy(source: Element, button: HTMLButtonElement): Promise<void> {
  const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "").trim();
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset["copied"] ?? "Copied";
  } catch {
    // Without a secure context there is no clipboard: the text is selected for the person to copy.
    getSelection()?.selectAllChildren(source);
    return;
  }
  setTimeout(() => (button.textContent = label), shownFor);
}
