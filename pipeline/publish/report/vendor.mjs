// Writes the libraries that the report uses, and their licences, into
// assets/vendor. Run by `make report-assets`, after npm ci has installed the versions
// that package-lock.json pins.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const out = "assets/vendor";
await mkdir(out, { recursive: true });
await build({
  stdin: {
    contents: `
      export { forceSimulation, forceLink, forceManyBody, forceX, forceY } from "d3-force";
      export { Graph, layout as layered } from "@dagrejs/dagre";`,
    resolveDir: ".",
  },
  bundle: true,
  minify: true,
  target: "es2022",
  format: "iife",
  globalName: "layout",
  // The licences stand in a file of their own, written below.
  legalComments: "none",
  // The page joins all modules into one, so a module may not leave minified
  // names at its top: it makes the one name layout, and exports it.
  footer: { js: "export { layout };" },
  outfile: `${out}/layout.min.js`,
});

// Not only what the bundle names as its inputs: dagre's own file holds graphlib.
const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
const names = Object.keys(lock.packages)
  .filter((path) => path.startsWith("node_modules/"))
  .map((path) => path.slice("node_modules/".length))
  .filter((name) => !/^@?esbuild\b/.test(name));
let licences = "layout.min.js holds these npm packages.\n";
for (const name of names.sort()) {
  const dir = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${dir}/package.json`, "utf8"));
  const file = (await readdir(dir)).find((f) => /^licen[cs]e/i.test(f));
  licences += `\n${"=".repeat(72)}\n${name} ${version} (${license})\n\n${(await readFile(`${dir}/${file}`, "utf8")).trim()}\n`;
}
await writeFile(`${out}/LICENSES.txt`, licences);
