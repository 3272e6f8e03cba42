/** Brings the spot a quote came from into view. The server marks it; where it did not, the mark is made here.
 * `place` is "SEQ:START-END": a turn and a range of Unicode code points in what it said, end excluded. */
export function markQuote(place: string | null): void {
  const mark = document.querySelector<HTMLElement>("mark.quoted") ?? makeMark(place);
  if (!mark) return;
  mark.tabIndex = -1;
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

function makeMark(place: string | null): HTMLElement | null {
  const parts = /^(\d+):(\d+)-(\d+)$/.exec(place ?? "");
  const said = parts && document.querySelector(`#turn-${parts[1]} .said`);
  if (!parts || !said) return null;
  const points = [...(said.textContent ?? "")];
  const [start, end] = [Number(parts[2]), Number(parts[3])];
  if (start >= end || end > points.length) return null;
  const mark = document.createElement("mark");
  mark.className = "quoted";
  mark.textContent = points.slice(start, end).join("");
  said.replaceChildren(points.slice(0, start).join(""), mark, points.slice(end).join(""));
  return mark;
}
