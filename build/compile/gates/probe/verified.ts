import type { ResolvedConfig } from '../../../config/types.js';
import { fallenBack } from './expected.js';
import { goesOn, type Probe, probe } from './probe.js';
import { requestTo, tokenCookie } from './request.js';
import { ESCAPED_USER_ID } from './token.js';

/** What a viewer with a token gets: a page of the application, a file, and the identity told to the origin. */
export function verified(config: ResolvedConfig, folder: string): Probe[] {
  const cookies = tokenCookie(config);
  const { identityHeader } = config;
  const added = identityHeader === false ? {} : { [identityHeader]: { value: ESCAPED_USER_ID } };
  return ['protected', 'a.txt', 'v1.2/protected'].map((name) => {
    const request = requestTo(config, folder + name, { query: true, cookies });
    const uri = fallenBack(config, request.uri);
    return probe(`${name} with a valid token`, request, goesOn(config, request, { uri, added }));
  });
}
