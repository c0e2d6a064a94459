import type { ResolvedConfig } from '../../../config/types.js';
import type { FunctionRequest } from '../../../preview/event.js';
import { type Judge, type Probe, probe, refusedWith } from './probe.js';
import { requestTo, tokenCookie } from './request.js';

const NOT_LET_IN: Judge = (output) =>
  'uri' in output || !(output.statusCode >= 300) ? 'is let in' : undefined;

/** Whatever fails inside, nobody is let in by it. */
export function failing(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected`;
  // No viewer can send these; they stand for a fault that nobody has foreseen.
  const broken = ['cookies', 'headers'].map((part) =>
    probe(
      `a request whose ${part} are null`,
      { ...requestTo(config, path), [part]: null } as FunctionRequest,
      NOT_LET_IN,
    ),
  );
  const unread = probe(
    'a valid token where the KeyValueStore cannot be read',
    requestTo(config, path, { cookies: tokenCookie(config) }),
    refusedWith({ status: 503, reason: 'not_configured' }),
    null,
  );
  return config.secret === 'kvs' ? [...broken, unread] : broken;
}
