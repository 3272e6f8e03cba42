/** Marks the spot a quote came from and brings it into view.
 * `place` is "SEQ:START-END": a turn and a range of Unicode code points in what it said, end excluded. */
export function markQuote(place: string | null): void {
  const parts = /^(\d+):(\d+)-(\d+)$/.exec(place ?? "");
  const said = parts && document.querySelector(`#turn-${parts[1]} .said`);
  if (!parts || !said) return;
  const points = [...(said.textContent ?? "")];
  const [start, end] = [Number(parts[2]), Number(parts[3])];
  if (start >= end || end > points.length) return;
  const mark = document.createElement("mark");
  mark.className = "quoted";
  mark.tabIndex = -1;
  mark.textContent = points.slice(start, end).join("");
  said.replaceChildren(points.slice(0, start).join(""), mark, points.slice(end).join(""));
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}
