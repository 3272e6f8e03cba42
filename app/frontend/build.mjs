// Bundles every entry into app/static/built/ under a name that carries its hash, and writes manifest.json:
// {"sources": "<hash of what was built>", "files": {"chat.js": {"file", "size", "gzip", "integrity"}, …}}.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "..", "static", "built");

const entries = {
  "chat.js": "chat/main.ts",
  "chat.css": "chat/chat.css",
  "embed.js": "embed/main.ts",
  "dashboard.js": "dashboard/main.ts",
  "dashboard.css": "dashboard/dashboard.css",
};
const copied = ["brand/favicon.svg"];
// Read by the server, never by a browser: its name need not change with its content.
const plain = new Set(["strings.json"]);

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    target: ["es2022", "chrome100", "firefox100", "safari15.4"],
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function words() {
  const folder = join(source, "strings");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const texts = {};
  for (const name of names) texts[basename(name, ".json")] = JSON.parse(await readFile(join(folder, name), "utf8"));
  return Buffer.from(JSON.stringify(texts));
}

function describe(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const kind = extname(name);
  return {
    file: plain.has(name) ? name : `${basename(name, kind)}-${hash}${kind}`,
    size: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    integrity: "sha384-" + createHash("sha384").update(bytes).digest("base64"),
  };
}

const outputs = new Map();
for (const [name, entry] of Object.entries(entries)) outputs.set(name, await bundle(entry));
for (const name of copied) outputs.set(basename(name), await readFile(join(source, name)));
outputs.set("strings.json", await words());

await mkdir(target, { recursive: true });
const manifest = { sources: process.argv[2] ?? "", files: {} };
for (const [name, bytes] of outputs) {
  const described = describe(name, bytes);
  manifest.files[name] = described;
  await writeFile(join(target, described.file), bytes);
}
// The manifest changes in one step, so a running server reads either the old set or the new one.
await writeFile(join(target, "manifest.json.new"), JSON.stringify(manifest, null, 2) + "\n");
await rename(join(target, "manifest.json.new"), join(target, "manifest.json"));

// A server that started before this build still names the old files, so they stay for a day.
const kept = Date.now() - 24 * 60 * 60 * 1000;
const wanted = new Set(["manifest.json", ...Object.values(manifest.files).map((made) => made.file)]);
for (const name of await readdir(target)) {
  const path = join(target, name);
  if (!wanted.has(name) && (await stat(path)).mtimeMs < kept) await rm(path, { recursive: true });
}
