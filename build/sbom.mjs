// Prints what the published package consists of, as CycloneDX: the package, and the libraries whose
// code is bundled into dist/build. npm alone would say that there are none, because the package has
// no dependency.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

// Each license there has a heading such as "zod 4.6.7: MIT, …".
const licenses = readFileSync(join(ROOT, 'dist/build/THIRD-PARTY-LICENSES.txt'), 'utf8');
const bundled = new Set(
  [...licenses.matchAll(/^((?:@[\w-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*): /gm)].map(
    ([, library, number]) => `${library}@${number}`,
  ),
);

// Every package of the lock, each with its hash and its license.
const npm = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=library', '--package-lock-only'];
const sbom = JSON.parse(
  execFileSync('npm', npm, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
);
const self = sbom.metadata.component['bom-ref'];
// npm gives it the name of the folder.
sbom.metadata.component.name = name;

const components = new Map(
  sbom.components
    .filter((component) => bundled.has(`${nameOf(component)}@${component.version}`))
    // Two folders may hold the same version.
    .map((component) => [component.purl, component]),
);
if (components.size !== bundled.size) {
  const found = [...components.values()].map((one) => `${nameOf(one)}@${one.version}`);
  const missing = [...bundled].filter((library) => !found.includes(library));
  throw new Error(`The lock of ${name} ${version} lacks what is bundled: ${missing.join(', ')}.`);
}
sbom.components = [...components.values()].map((component) => ({
  ...component,
  scope: 'required',
  // npm says here that it is for development.
  properties: [],
}));

const refs = sbom.components.map((component) => component['bom-ref']);
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => ref === self || refs.includes(ref))
  .map(({ ref, dependsOn }) => ({
    ref,
    dependsOn: ref === self ? refs : dependsOn.filter((other) => refs.includes(other)),
  }));
process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`);

function nameOf(component) {
  return component.group ? `${component.group}/${component.name}` : component.name;
}
