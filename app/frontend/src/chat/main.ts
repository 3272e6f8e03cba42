import { byId } from "./dom";
import { Host } from "./host";
import { Interview, type InterviewBoot } from "./interview";
import { offerToResume } from "./start";
import { lastInterview } from "./storage";
import { followKeyboard } from "./viewport";

type Boot = { origins: string[] } & (
  | { page: "start"; slug: string; allow_repeat: boolean }
  | ({ page: "interview" } & InterviewBoot)
  | { page: "gone" | "answered" }
);

const boot = JSON.parse(byId("boot").textContent ?? "") as Boot;
followKeyboard();
if (boot.page === "start") {
  const host = new Host("start", boot.origins, (identity) => (byId<HTMLInputElement>("identity").value = identity));
  host.reportHeight([document.body], () => document.body.scrollHeight);
  offerToResume(boot.slug, boot.allow_repeat);
} else if (boot.page === "interview") {
  const host = new Host("interview", boot.origins);
  new Interview(boot, host);
  const fixed = [byId("dock"), document.querySelector<HTMLElement>(".bar")] as HTMLElement[];
  const content = [...byId("main").children] as HTMLElement[];
  const height = (parts: HTMLElement[]): number => parts.reduce((sum, part) => sum + part.offsetHeight, 0);
  host.reportHeight([...fixed, ...content], () => height(fixed) + height(content) + 48);
} else if (boot.page === "answered") {
  new Host("answered", boot.origins);
} else {
  new Host("gone", boot.origins);
  lastInterview.forgetAt(location.pathname);
}
