const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Turns every <time data-relative datetime="…"> into "3 hours ago", the exact moment in its title. */
export function showRelativeTimes(root: ParentNode): void {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    const seconds = (at - Date.now()) / 1000;
    const step = steps.find(([, size]) => Math.abs(seconds) >= size);
    time.title ||= new Date(at).toLocaleString();
    time.textContent = step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, "second");
  }
}
