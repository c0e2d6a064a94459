import { build } from './build.js';
import type { Command, CommandGroup } from './command.js';
import { deploy } from './deploy.js';
import { destroy } from './destroy.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { init } from './init.js';
import { preview } from './preview.js';
import { probe } from './probe.js';
import { revoke } from './revoke.js';
import { rotate } from './rotate.js';
import { secret, token } from './signing.js';
import { status } from './status.js';
import { synth } from './synth.js';

/** All commands, in the order of the help. */
export const commands: readonly (Command | CommandGroup)[] = [
  init,
  build,
  preview,
  explain,
  deploy,
  status,
  doctor,
  probe,
  rotate,
  revoke,
  destroy,
  synth,
  token,
  secret,
];
