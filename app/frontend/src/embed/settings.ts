import type { Mode, Theme } from "../shared/messages";
import { embed as de } from "../strings/de.json";
import { embed as en } from "../strings/en.json";
import { embed as es } from "../strings/es.json";
import { embed as fr } from "../strings/fr.json";
import { embed as it } from "../strings/it.json";
import { embed as ja } from "../strings/ja.json";
import { embed as nl } from "../strings/nl.json";
import { embed as pt } from "../strings/pt.json";

const words: Record<string, typeof en> = { en, de, fr, es, pt, nl, it, ja };

export interface Settings {
  home: string;
  study: string;
  mode: Mode | "none";
  messages: boolean;
  target: string;
  position: "right" | "left";
  color: string;
  theme: Theme;
  locale: string;
  identity: string;
}

/** What the script tag says, with a default for whatever it leaves out or misspells. */
export function settingsOf(script: HTMLScriptElement): Settings {
  const given = script.dataset;
  return {
    home: new URL(script.src).origin,
    study: given["study"] ?? "",
    mode: given["mode"] === "inline" || given["mode"] === "none" ? given["mode"] : "bubble",
    messages: given["messages"] === "on",
    target: given["target"] ?? "",
    position: given["position"] === "left" ? "left" : "right",
    color: /^#[0-9a-f]{6}$/i.test(given["color"] ?? "") ? String(given["color"]) : "",
    theme: given["theme"] === "light" || given["theme"] === "dark" ? given["theme"] : "auto",
    locale: given["locale"] ?? "",
    identity: given["identity"] ?? "",
  };
}

export function wordsFor(locale: string): typeof en {
  const language = (locale || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  return words[language] ?? en;
}

export function frameAddress(settings: Settings): string {
  const address = new URL(`/s/${encodeURIComponent(settings.study)}`, settings.home);
  address.searchParams.set("embed", "1");
  address.searchParams.set("mode", settings.mode);
  if (settings.locale) address.searchParams.set("lang", settings.locale);
  return address.href;
}
