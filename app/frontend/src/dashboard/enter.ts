/** <textarea data-enter-sends>: Enter sends its form, Shift and Enter begin a new line. */
export function sendOnEnter(): void {
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || box.dataset["enterSends"] === undefined) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    box.form?.requestSubmit();
  });
}
