import { settingsOf } from "./settings";
import { Widget } from "./widget";

type Call = [name: "open" | "close" | "on" | "identify" | "setLocale" | "destroy", ...values: never[]];

/* A page may queue calls before this script has arrived: `(window.Earshot ||= []).push(["open"])`. */
const page = window as { Earshot?: Widget | Call[] };
const script = document.currentScript as HTMLScriptElement | null;

function begin(tag: HTMLScriptElement): void {
  const early = Array.isArray(page.Earshot) ? page.Earshot : [];
  const widget = new Widget(settingsOf(tag));
  page.Earshot = widget;
  for (const [name, ...values] of early) (widget[name] as (...given: never[]) => unknown)(...values);
}

// A second copy of the tag changes nothing.
if (script && (!page.Earshot || Array.isArray(page.Earshot))) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => begin(script));
  else begin(script);
}
