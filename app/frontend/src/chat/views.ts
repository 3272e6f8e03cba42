import { byId } from "./dom";

const views = ["start", "wait", "consent", "talk", "closed", "gone"] as const;
export type View = (typeof views)[number];

let current: View = "start";

/** Shows one state of the page and moves the focus to where the person goes on. */
export function showView(view: View): void {
  if (view === current) return;
  const before = current;
  current = view;
  document.body.dataset["view"] = view;
  for (const each of views) byId(`view-${each}`).hidden = each !== view && !(each === "talk" && view === "closed");
  byId("dock").hidden = view !== "talk";
  byId("progress").hidden = view !== "talk" && view !== "closed";
  focusIn(view, before);
}

function focusIn(view: View, before: View): void {
  if (view === "talk") {
    // On a touch screen focus would raise the keyboard over the first question.
    const fine = matchMedia("(pointer: fine)").matches;
    if (fine || before === "consent") (fine ? byId("answer") : byId("log")).focus();
  } else if (view !== "wait") {
    document.querySelector<HTMLElement>(`#view-${view} h1`)?.focus({ preventScroll: view === "closed" });
    if (view === "closed") byId("view-closed").scrollIntoView({ block: "nearest" });
  }
}
