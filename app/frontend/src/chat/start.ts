import { byId } from "./dom";
import { isFramed } from "./host";
import { lastInterview, tabShelf } from "./storage";

/** The start page of a study works without this; with it, a conversation begun before is found again. */
export function offerToResume(slug: string, allowRepeat: boolean): void {
  const token = lastInterview.of(slug);
  byId<HTMLInputElement>("known").value = token || lastInterview.ended(slug);
  if (!token) return;
  const path = `/i/${encodeURIComponent(token)}`;
  tabShelf(token).write("begun", "yes");
  if (isFramed) return location.replace(path);
  byId<HTMLAnchorElement>("resume").href = path;
  byId("again").hidden = false;
  byId("afresh").classList.add("quiet");
  byId("start").hidden = !allowRepeat;
}

/** Start was pressed on the study's page, whose form leads here with this fragment: no need to ask again.
 * It leaves the address, so that a link copied from there begins like any other. */
export function wasJustStarted(): boolean {
  const started = location.hash === "#begun";
  if (started) history.replaceState(null, "", location.pathname + location.search);
  return started;
}
