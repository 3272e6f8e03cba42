import "htmx.org";
import { askBeforeSubmitting } from "./confirm";
import { copyOnClick } from "./copy";
import { sendOnEnter } from "./enter";
import { markQuote } from "./marks";
import { showRelativeTimes } from "./times";

askBeforeSubmitting();
copyOnClick();
sendOnEnter();
showRelativeTimes(document);
markQuote(new URLSearchParams(location.search).get("mark"));
document.addEventListener("htmx:after:swap", () => showRelativeTimes(document));
setInterval(() => showRelativeTimes(document), 60_000);
