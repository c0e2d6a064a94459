import { writeFileSync } from 'node:fs';
import { vectorFiles } from './files.js';

for (const [name, content] of Object.entries(vectorFiles())) {
  writeFileSync(`test/vectors/${name}.json`, content);
}
