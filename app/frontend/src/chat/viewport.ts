/** Keeps the page as tall as what a phone's keyboard leaves of the screen, where the browser does not do so itself. */
export function followKeyboard(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fit = (): void => {
    // Pinch zoom also shrinks the visual viewport; only a keyboard should move the page.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty("--visible", `${viewport.height}px`);
    if (document.body.classList.contains("talk")) scrollTo(0, 0);
  };
  viewport.addEventListener("resize", fit);
  fit();
}
