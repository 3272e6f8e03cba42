/** What the browser keeps for us. A browser that refuses storage costs the reload, never the conversation. */
export class Shelf {
  constructor(
    private readonly storage: () => Storage,
    private readonly prefix: string,
  ) {}

  read(name: string): string {
    try {
      return this.storage().getItem(this.prefix + name) ?? "";
    } catch {
      return "";
    }
  }

  write(name: string, value: string): void {
    try {
      if (value) this.storage().setItem(this.prefix + name, value);
      else this.storage().removeItem(this.prefix + name);
    } catch {
      // Full or forbidden: memory still has it.
    }
  }
}

/** Of this tab, for this interview: draft and unacknowledged frames. */
export const tabShelf = (token: string): Shelf => new Shelf(() => sessionStorage, `earshot:${token.slice(0, 12)}:`);

const last = new Shelf(() => localStorage, "earshot:last:");
const answered = new Shelf(() => localStorage, "earshot:answered:");

/** The interview begun here for a study, so that a reload or a later visit finds it again. Only its token. */
export const lastInterview = {
  of: (slug: string): string => last.read(slug),
  set: (slug: string, token: string): void => last.write(slug, token),
  /** The one that ended here: where a study asks each person once, the server wants to know. */
  ended: (slug: string): string => answered.read(slug),
  end(slug: string, token: string): void {
    last.write(slug, "");
    answered.write(slug, token);
  },
  forgetAt(path: string): void {
    try {
      for (const key of Object.keys(localStorage)) {
        const token = key.startsWith("earshot:last:") && localStorage.getItem(key);
        if (token && path.includes(token)) localStorage.removeItem(key);
      }
    } catch {
      // Nothing was stored, so there is nothing to forget.
    }
  },
};
