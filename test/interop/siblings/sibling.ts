import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Party, TOOLS } from '../tools/tools.js';
import { type Answer, ask, type Question } from './questions.js';

/** An existing implementation in another language, with a driver that answers questions. */
export interface Sibling extends Party {
  ask(questions: readonly Question[]): Promise<Answer[]>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/**
 * The functions of magic-pocket's pocket.django.spa_auth, and Django's reading of a Cookie header.
 */
export const PYTHON: Sibling = {
  name: 'Python',
  needs: 'python',
  ask: (questions) => {
    const args = ['-B', 'driver.py'];
    return ask({ program: TOOLS.python!, args, cwd: join(HERE, 'python') }, questions);
  },
};

/** This project's reimplementation of the crate pocket-spa-auth (rust/src/lib.rs). */
export const RUST: Sibling = {
  name: 'Rust',
  needs: 'rust',
  ask: (questions) => ask({ program: TOOLS.rust!, cwd: HERE }, questions),
};
