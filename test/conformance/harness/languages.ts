import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createDriver } from './driver.js';
import type { Implementation } from './implementation.js';
import type { Program } from './programs.js';

/** The content of a `language.json` (../README.md). */
interface Language {
  readonly name: string;
  readonly needs: readonly string[];
  readonly build: Command | null;
  readonly run: Command;
  readonly example?: Command;
  readonly test?: Command;
  readonly install: string;
}

type Command = [string, ...string[]];

/** The languages that can be tested, and the reason and the remedy for each of the others. */
export interface Languages {
  readonly ready: readonly Implementation[];
  readonly programs: readonly Program[];
  readonly missing: readonly string[];
}

/** Builds the languages of a folder. */
export function buildLanguages(folder: string): Languages {
  const ready: Implementation[] = [];
  const programs: Program[] = [];
  const missing: string[] = [];
  for (const entry of readdirSync(folder).sort()) {
    const file = join(folder, entry, 'language.json');
    if (!existsSync(file)) {
      continue;
    }
    const language = JSON.parse(readFileSync(file, 'utf8')) as Language;
    const missingPrograms = language.needs.filter((program) => !isOnPath(program));
    if (missingPrograms.length > 0) {
      missing.push(
        `${language.name}: not found on the PATH: ${missingPrograms.join(', ')}; to install: ${language.install}`,
      );
      continue;
    }
    const cache = join(cacheFolder(), entry);
    mkdirSync(cache, { recursive: true });
    const fillCache = (command: Command) =>
      command.map((part) => part.replaceAll('{cache}', cache)) as Command;
    const home = join(folder, entry);
    const problem = language.build && buildLanguage(fillCache(language.build), home);
    if (problem) {
      missing.push(`${language.name}: ${problem}`);
      continue;
    }
    ready.push(createDriver(language.name, fillCache(language.run), home));
    for (const kind of ['example', 'test'] as const) {
      const command = language[kind];
      if (command) {
        programs.push({
          language: language.name,
          kind,
          command: fillCache(command),
          folder: home,
        });
      }
    }
  }
  return { ready, programs, missing };
}

function buildLanguage([program, ...args]: Command, folder: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? undefined : `does not build\n${stdout}${stderr}`.trimEnd();
}

function cacheFolder(): string {
  const { CONFORMANCE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || join(homedir(), '.cache');
  return CONFORMANCE_CACHE || join(cache, 'pocket-spa-auth/conformance');
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
