import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULTS } from '../config/defaults.js';
import { loginPathProblem, pathEntryProblem } from '../config/value-rules.js';
import { findSites } from '../host/site-folders.js';

export const SECRET_PLACES = ['kvs', 'embedded'] as const;

/** The frameworks that `init` has lines for. `fetch` is any handler from Request to Response. */
export const FRAMEWORKS = [
  'express',
  'fastify',
  'hono',
  'koa',
  'node',
  'fetch',
  'django',
  'rust',
  'other',
] as const;

export type Framework = (typeof FRAMEWORKS)[number];

/** What `init` has to know of a project. */
export interface Answers {
  /** The folder of the built site, relative to the project. */
  readonly site: string;
  readonly loginPath: string;
  /** The paths of the backend, such as `/api/*`. */
  readonly backendPath: string;
  readonly secret: (typeof SECRET_PLACES)[number];
  readonly framework: Framework;
}

/** The answers that fit the files of a project. */
export function detectAnswers(project: string): Answers {
  return {
    site: findSites(project)[0] ?? 'dist',
    loginPath: DEFAULTS.loginPath,
    backendPath: '/api/*',
    secret: DEFAULTS.secret,
    framework: detectFramework(project),
  };
}

function detectFramework(project: string): Framework {
  const used = listDependencies(project);
  const found = (['express', 'fastify', 'hono', 'koa'] as const).find((name) => used.has(name));
  if (found !== undefined) {
    return found;
  }
  // NestJS runs on Express unless it is told otherwise.
  if (used.has('@nestjs/core')) {
    return 'express';
  }
  if (['next', '@remix-run/node', 'react-router', '@sveltejs/kit'].some((name) => used.has(name))) {
    return 'fetch';
  }
  if (existsSync(join(project, 'manage.py'))) {
    return 'django';
  }
  return existsSync(join(project, 'Cargo.toml')) ? 'rust' : 'other';
}

function listDependencies(project: string): ReadonlySet<string> {
  try {
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    return new Set(
      [manifest.dependencies, manifest.devDependencies].flatMap((each) => Object.keys(each ?? {})),
    );
  } catch {
    // Without a readable package.json nothing is known.
    return new Set();
  }
}

/** What is wrong with an answer; undefined if it can be used. */
export const answerProblems = {
  site(text: string, project: string): string | undefined {
    const found = statSync(resolve(project, text), { throwIfNoEntry: false });
    return found && !found.isDirectory() ? 'it is not a folder' : undefined;
  },
  loginPath: loginPathProblem,
  backendPath(text: string): string | undefined {
    return text === '/*' ? 'it would leave no path to the app' : pathEntryProblem(text);
  },
};
