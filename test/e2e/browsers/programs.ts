import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The programs, by name or by path, that are not installed. */
export function missingPrograms(programs: readonly string[]): string[] {
  return programs.filter((program) => findProgram(program) === undefined);
}

/** The path of a program that is installed. */
export function findProgram(program: string): string | undefined {
  if (isAbsolute(program)) {
    return isExecutable(program) ? program : undefined;
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
