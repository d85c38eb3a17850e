// Builds lms/static/css/site.css, lms/static/css/figures.css and lms/static/js/site.js. Run it with `npm run build`.
//
// The first line of each built file says from which sources it was made and what it holds, as two hashes. tests/site
// works both out again without Node and fails when a source was changed without a build, or a built file by hand.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import * as sass from "sass";

const root = fileURLToPath(new URL("../../", import.meta.url));
const versions = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies;

const sha256 = (parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

// Sorted by path; path, a zero byte, content, a zero byte. package.json stands for the versions of the tools.
const sourcesOf = (folder) => {
  const files = [...readdirSync(join(root, folder)).map((name) => join(folder, name)), "lms/site/build.mjs", "package.json"];
  return sha256(files.sort().flatMap((file) => [relative(root, join(root, file)), "\0", readFileSync(join(root, file)), "\0"]));
};

const write = (path, folder, content) => {
  const body = content.endsWith("\n") ? content : `${content}\n`;
  const line = `/*! Built by lms/site/build.mjs: govuk-frontend ${versions["govuk-frontend"]} (MIT), sources ${sourcesOf(folder)}, content ${sha256([body])} */`;
  writeFileSync(join(root, path), `${line}\n${body}`);
};

for (const sheet of ["site", "figures"]) {
  const { css } = sass.compile(join(root, `lms/site/scss/${sheet}.scss`), {
    style: "compressed",
    charset: false,
    loadPaths: [join(root, "node_modules")],
  });
  write(`lms/static/css/${sheet}.css`, "lms/site/scss", css);
}

const { outputFiles } = await esbuild.build({
  entryPoints: [join(root, "lms/site/js/site.mjs")],
  absWorkingDir: root,
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  minify: true,
  target: ["es2020"],
  write: false,
});
write("lms/static/js/site.js", "lms/site/js", outputFiles[0].text);
