import { ConfigError } from '../../errors.js';
import { describeFound, describeKey } from '../check/found.js';
import { nearest } from '../check/nearest.js';
import { field, isTable, type Table } from './view.js';

/** The names of the stages; where the file lists none, the sections that hold a `cloudfront` of their own. */
export function stagesOf(document: Table, source: string): string[] {
  const listed = field(field(document, 'general'), 'stages');
  const sections = Object.keys(document).filter((key) =>
    isTable(field(document[key], 'cloudfront')),
  );
  if (listed === undefined) return sections;
  if (!Array.isArray(listed) || !listed.every((stage) => typeof stage === 'string')) {
    refuse(source, 'general.stages', `found ${describeFound(listed)}; allowed: a list of names`);
  }
  const stray = sections.find((section) => !listed.includes(section));
  if (stray !== undefined) {
    const near = nearest(stray, listed);
    const hint = near === undefined ? `allowed: ${listOf(listed)}` : `did you mean "${near}"?`;
    refuse(source, `${stray}.cloudfront`, `no stage of general.stages; ${hint}`);
  }
  return listed;
}

/** The distribution's name: the one asked for, or the only one. */
export function nameOf(
  document: Table,
  stages: readonly string[],
  name: string | undefined,
  source: string,
): string {
  const tables = [document, ...stages.map((stage) => document[stage])].flatMap((section) => {
    const cloudfront = field(section, 'cloudfront');
    return isTable(cloudfront)
      ? Object.keys(cloudfront).filter((key) => isTable(cloudfront[key]))
      : [];
  });
  const names = [...new Set(tables)];
  if (names.length === 0) {
    refuse(source, 'cloudfront', 'found nothing; allowed: a table [cloudfront.NAME]');
  }
  if (name === undefined) {
    if (names.length === 1) return names[0]!;
    refuse(source, 'cloudfront', `several tables; choose one with --name: ${listOf(names)}`);
  }
  if (names.includes(name)) return name;
  const near = nearest(name, names);
  const hint = near === undefined ? `allowed: ${listOf(names)}` : `did you mean "${near}"?`;
  return refuse(source, 'cloudfront', `no table ${describeKey(name)}; ${hint}`);
}

export function refuse(source: string, path: string, text: string): never {
  throw new ConfigError(source, [{ path, text }]);
}

export function listOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
