import { byId, fill } from "./dom";
import type { Shelf } from "./storage";
import type { Words } from "./thread";

const longest = 4_000;
const warnFrom = 3_500;
const typingEvery = 3_000;

export const length = (text: string): number => [...text].length;

/** Without what no database takes: NUL, and halves of surrogate pairs that pasting can leave behind. */
const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, "");

/** Where answers are written. The draft outlives a reload; text over the limit is never cut. */
export class Composer {
  readonly answer = byId<HTMLTextAreaElement>("answer");
  private readonly counter = byId("counter");
  private typingAt = 0;
  private quiet = 0;

  constructor(
    private readonly words: Words,
    private readonly shelf: Shelf,
    private readonly on: { say(text: string): void; typing(on: boolean): void },
  ) {
    const form = byId<HTMLFormElement>("composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.answer.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.answer.addEventListener("input", () => this.changed(true));
    this.write(shelf.read("draft"));
  }

  /** Puts a refused answer back, before whatever was written since. */
  giveBack(text: string): void {
    this.write([text, this.answer.value].filter(Boolean).join("\n\n"));
    this.answer.focus();
  }

  private submit(): void {
    const text = storable(this.answer.value).trim();
    if (!text || length(text) > longest) return this.answer.focus();
    this.write("");
    this.stopTyping();
    this.on.say(text);
    this.answer.focus();
  }

  private write(text: string): void {
    this.answer.value = text;
    this.changed(false);
  }

  private changed(byHand: boolean): void {
    const text = this.answer.value;
    this.shelf.write("draft", text);
    const left = longest - length(text.trim());
    const word = left < 0 ? "over" : "left";
    this.counter.textContent = left < longest - warnFrom ? fill(this.words[word] ?? "", { n: Math.abs(left) }) : "";
    this.answer.setAttribute("aria-invalid", String(left < 0));
    this.fit();
    if (byHand) this.noticeTyping();
  }

  /** As tall as its text, within what the style sheet allows. */
  private fit(): void {
    this.answer.style.height = "auto";
    this.answer.style.height = `${this.answer.scrollHeight + this.answer.offsetHeight - this.answer.clientHeight}px`;
  }

  private noticeTyping(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.stopTyping(), typingEvery);
    if (Date.now() - this.typingAt < typingEvery) return;
    this.typingAt = Date.now();
    this.on.typing(true);
  }

  private stopTyping(): void {
    clearTimeout(this.quiet);
    if (this.typingAt) this.on.typing(false);
    this.typingAt = 0;
  }
}
