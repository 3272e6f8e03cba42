import { byId } from "./dom";
import type { Connection } from "./link";
import type { Words } from "./thread";

const patience = 1_200;
const shownFor = 3_000;

/** The line that says how the connection is: silent while all is well, and for hiccups too short to matter. */
export class StatusLine {
  private readonly line = byId("line");
  private timer = 0;

  constructor(private readonly words: Words) {}

  show(connection: Connection): void {
    clearTimeout(this.timer);
    if (connection === "lost" && !navigator.onLine) this.say("offline");
    else if (connection === "lost") this.timer = setTimeout(() => this.say("reconnecting"), patience);
    else if (connection === "open" && this.line.textContent) {
      this.say("back");
      this.timer = setTimeout(() => this.say(""), shownFor);
    } else if (connection === "idle") this.say("");
  }

  private say(word: string): void {
    this.line.textContent = this.words[word] ?? "";
    this.line.dataset["tone"] = word;
  }
}
