import { byId } from "./dom";
import { isFramed } from "./host";
import { lastInterview, Shelf, tabShelf } from "./storage";

const tab = new Shelf(() => sessionStorage, "earshot:");

/** The start page of a study works without this; with it, a conversation begun before is found again. */
export function offerToResume(slug: string): void {
  const token = lastInterview.of(slug);
  if (!token) return;
  const path = `/i/${encodeURIComponent(token)}`;
  tabShelf(token).write("begun", "yes");
  if (isFramed) return location.replace(path);
  byId<HTMLAnchorElement>("resume").href = path;
  byId("again").hidden = false;
  byId("afresh").classList.add("quiet");
}

/** Start was pressed on the study's page, so the interview's page need not ask again. */
export function rememberStart(): void {
  document.querySelector("form")?.addEventListener("submit", () => tab.write("starting", "yes"));
}

export function wasJustStarted(): boolean {
  const started = tab.read("starting") !== "";
  tab.write("starting", "");
  return started;
}
