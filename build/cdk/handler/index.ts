import { setTimeout } from 'node:timers/promises';
import { createClients } from './clients.js';
import type { FillEvent } from './event.js';
import { handleEvent } from './handler.js';

/** The entry of the Lambda function behind the custom resource. */
export function handler(event: FillEvent) {
  return handleEvent(event, {
    aws: createClients(process.env),
    pause: (seconds) => setTimeout(seconds * 1000),
    log: (line) => console.log(line),
  });
}
