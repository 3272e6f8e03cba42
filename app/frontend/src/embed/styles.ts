const css = `
:host{all:initial;--c:var(--earshot-color,#14605c);--on:var(--earshot-on-color,#fff);--s:#faf7f1;--l:#e5dccd;--i:#1d2b2c;color-scheme:light}
:host([data-theme=dark]){--s:#111918;--l:#2c3a38;--i:#eceee8;color-scheme:dark}
@media (prefers-color-scheme:dark){:host([data-theme=auto]){--s:#111918;--l:#2c3a38;--i:#eceee8;color-scheme:dark}}
[hidden]{display:none!important}
button{display:grid;place-items:center;margin:0;padding:0;border:0;cursor:pointer}
svg{width:26px;height:26px}
path{fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
:is(a,button):focus-visible{outline:3px solid var(--i);outline-offset:2px;box-shadow:0 0 0 2px var(--s)}
.launcher{position:fixed;z-index:2147483000;bottom:20px;right:20px;width:58px;height:58px;border-radius:50% 50% 50% 14px;background:var(--c);color:var(--on);box-shadow:0 6px 20px -4px rgb(0 0 0/40%);transition:transform .15s}
.launcher:hover{transform:translateY(-2px)}
.panel{position:fixed;z-index:2147483001;bottom:92px;right:20px;width:400px;height:min(660px,calc(100dvh - 112px));display:flex;flex-direction:column;overflow:hidden;border:1px solid var(--l);border-radius:20px;background:var(--s);box-shadow:0 24px 60px -12px rgb(0 0 0/40%);animation:up .2s ease-out}
.closer{position:absolute;top:10px;right:10px;width:36px;height:36px;border-radius:50%;background:var(--s);color:var(--i)}
.closer svg{width:20px;height:20px}
iframe{flex:1;width:100%;border:0;background:var(--s);color-scheme:inherit}
:host([data-position=left]) .launcher{right:auto;left:20px;border-radius:50% 50% 14px 50%}
:host([data-position=left]) .panel{right:auto;left:20px}
.inline{display:block;width:100%;min-height:420px;border:1px solid var(--l);border-radius:20px}
.card{position:fixed;z-index:2147482999;bottom:92px;right:20px;width:min(300px,calc(100vw - 78px));max-height:calc(100dvh - 112px);overflow:auto;padding:16px 18px;border:1px solid var(--l);border-radius:16px;background:var(--s);color:var(--i);font:15px/1.5 system-ui,sans-serif;box-shadow:0 16px 40px -12px rgb(0 0 0/40%);animation:up .2s ease-out;overflow-wrap:anywhere}
.card.low{bottom:20px}
.card h2{margin:0 34px 8px 0;font-size:16px}
.card p,.card ul{margin:0 0 10px}
.card ul{padding-left:20px}
.card a{color:inherit}
.card .acts{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0 0}
.card .acts>*{padding:10px 16px;border:1px solid var(--c);border-radius:10px;font:600 15px/22px system-ui,sans-serif;text-decoration:none}
.card .go{background:var(--c);color:var(--on)}
.card .done{border-color:var(--l);background:transparent;color:var(--i)}
.card .closer{top:8px;right:8px}
:host([data-position=left]) .card{right:auto;left:20px}
@keyframes up{from{opacity:0;transform:translateY(12px)}}
@media (max-width:480px){.panel{inset:0;width:auto;height:100dvh;border:0;border-radius:0}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}`;

/** Styles a shadow root without a style attribute or element, so a page's strict content policy has nothing to refuse. */
export function dress(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    // Browsers before 2023 have no shared sheets for shadow roots.
    const style = document.createElement("style");
    style.textContent = css;
    shadow.append(style);
  }
}
