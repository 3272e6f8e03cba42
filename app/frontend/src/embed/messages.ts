import { Card, type Message } from "./card";
import type { Settings } from "./settings";

type Act = "shown" | "clicked" | "done" | "dismissed";

/** Asks for the message that waits for the visitor, whom the page's signed token names, and shows it as a card.
 * A page that says nothing about messages asks for none, and one that cannot reach us stays as it is. */
export class Messages {
  private card: Card | null = null;
  private asked = "";

  constructor(private readonly settings: Settings) {}

  ask(): void {
    const { messages, identity } = this.settings;
    if (!messages || !identity || identity === this.asked) return;
    this.asked = identity;
    void this.post("")
      .then((found) => this.show(found as { items?: Message[] }))
      .catch(() => undefined);
  }

  remove(): void {
    this.card?.remove();
    this.card = null;
  }

  private show(found: { items?: Message[] }): void {
    this.remove();
    const message = found.items?.[0];
    if (!message) return;
    this.card = new Card(this.settings, message, (act) => {
      this.tell(message, act);
      if (act !== "clicked") this.remove();
    });
    this.tell(message, "shown");
  }

  private tell(message: Message, act: Act): void {
    void this.post(`/${encodeURIComponent(message.id)}/${act}`).catch(() => undefined);
  }

  private async post(rest: string): Promise<unknown> {
    const { home, study, identity } = this.settings;
    const answer = await fetch(`${home}/s/${encodeURIComponent(study)}/messages${rest}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ identity }),
      credentials: "omit",
      keepalive: true,
    });
    return answer.ok ? answer.json() : {};
  }
}
