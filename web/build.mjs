// Builds each app into the service that serves it: a script, a style sheet, fonts, and a page that names them.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";

const APPS = { issuer_console: "../issuer/pages/office/" };
const root = new URL("./", import.meta.url);

// The style sheets of KRDS name `img/img/component`; its files lie in `img/component`.
const krdsImages = {
  name: "krds-images",
  setup(on) {
    on.onResolve({ filter: /img\/img\/component/ }, ({ path, ...from }) =>
      on.resolve(path.replace("img/img/component", "img/component"), { ...from, pluginData: true }),
    );
  },
};

for (const [app, place] of Object.entries(APPS)) {
  const out = new URL(place, root);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const { metafile } = await build({
    entryPoints: [new URL(`${app}/main.tsx`, root).pathname],
    outdir: out.pathname,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "file", ".svg": "file" },
    plugins: [krdsImages],
    metafile: true,
    logLevel: "warning",
  });
  const made = Object.keys(metafile.outputs).map((path) => path.split("/").pop());
  const named = (ending) => made.find((name) => name.startsWith("main-") && name.endsWith(ending));
  const page = await readFile(new URL(`${app}/index.html`, root), "utf8");
  await writeFile(
    new URL("index.html", out),
    page.replace("{{script}}", named(".js")).replace("{{style}}", named(".css")),
  );
  const files = (await readdir(out)).sort();
  const digests = await Promise.all(
    files.map(async (name) => {
      const content = await readFile(new URL(name, out));
      return [name, createHash("sha256").update(content).digest("hex")];
    }),
  );
  await writeFile(new URL("manifest.json", out), `${JSON.stringify(Object.fromEntries(digests), null, 1)}\n`);
}
