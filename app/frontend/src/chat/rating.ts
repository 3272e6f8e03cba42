import { byId } from "./dom";

/** The question after the last one: 1 to 5, a reason if they like. Asked once. */
export function askForRating(rated: boolean, thanks: string, send: (score: number, reason: string) => void): void {
  const form = byId<HTMLFormElement>("rating");
  form.hidden = rated;
  if (form.dataset["asked"]) return;
  form.dataset["asked"] = "yes";
  form.addEventListener("change", () => {
    byId("rating-more").hidden = false;
    byId("rating-more").scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = Number(new FormData(form).get("score"));
    if (!score) return;
    send(score, byId<HTMLTextAreaElement>("reason").value.trim());
    form.hidden = true;
    byId("rated").textContent = thanks;
    form.closest("section")?.querySelector("h1")?.focus();
  });
}
