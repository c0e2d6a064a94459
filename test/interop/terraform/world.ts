import { randomInt } from 'node:crypto';
import { type Attributes, DOCUMENTED, type Kind } from './documented.js';

class Unknown {}

/** A value that is not known before it is applied. */
export const UNKNOWN = new Unknown();

export type Values = Record<string, unknown>;

const DEFAULT_PASSWORD_LENGTH = 32;

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** The account that the provider of these tests changes: it exists in its memory alone. */
export class World {
  /** The current values in Secrets Manager, by the id of the secret. */
  readonly secrets = new Map<unknown, unknown>();

  /** Whether Secrets Manager has deleted the old versions of its secrets. */
  isPurged = false;

  /** The values in the KeyValueStores, by ARN and key. */
  readonly entries = new Map<string, unknown>();

  /** The functions that were created and deleted, in this order. */
  readonly changes: string[] = [];

  #counter = 0;

  /** A resource as it is now; null if it is gone. */
  refresh(type: string, state: Values): Values | null {
    return this.isPurged && type === 'aws_secretsmanager_secret_version' ? null : state;
  }

  /** The change of a resource as planned: what only AWS knows is unknown. */
  plan(type: string, prior: Values | null, proposed: Values): Values {
    const planned = { ...proposed };
    for (const [name, { computed, writeOnly }] of find('resource', type)) {
      if (writeOnly) {
        planned[name] = null;
      } else if (computed && planned[name] === null && (prior === null || name === 'etag')) {
        planned[name] = UNKNOWN;
      }
    }
    return planned;
  }

  /** Carries out a change; `config` has the write-only values. Null deletes the resource. */
  apply(type: string, prior: Values | null, planned: Values | null, config: Values): Values | null {
    if (planned === null) {
      if (type === 'aws_cloudfront_function') {
        this.changes.push(`delete function ${prior!.name}`);
      }
      return null;
    }
    const applied = this.#fill('resource', type, planned);
    if (type === 'aws_cloudfront_function' && prior === null) {
      this.changes.push(`create function ${applied.name}`);
    }
    if (type === 'aws_secretsmanager_secret_version') {
      this.#putSecret(applied, config);
    }
    if (type === 'aws_cloudfrontkeyvaluestore_key') {
      this.entries.set(`${applied.key_value_store_arn} ${applied.key}`, applied.value);
    }
    return applied;
  }

  /** The first version becomes the current one, a later one only if no other labels are given. */
  #putSecret(version: Values, config: Values): void {
    const { secret_id: id, version_stages: labels } = version;
    version.arn = id;
    if (!this.secrets.has(id) || !Array.isArray(labels) || labels.length === 0) {
      this.secrets.set(id, config.secret_string_wo ?? version.secret_string);
    }
  }

  /** Reads a data source. */
  read(type: string, config: Values): Values {
    const state = { ...config, secret_string: this.secrets.get(config.secret_id) ?? null };
    return this.#fill('data', type, state, ['secret_binary']);
  }

  /** Opens an ephemeral resource: a random password of the characters that are asked for. */
  open(type: string, config: Values): Values {
    const alphabet = [
      config.exclude_lowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
      config.exclude_uppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      config.exclude_numbers ? '' : '0123456789',
      config.exclude_punctuation ? '' : PUNCTUATION,
    ]
      .join('')
      .split('')
      .filter((character) => !String(config.exclude_characters ?? '').includes(character));
    const length = Number(config.password_length ?? DEFAULT_PASSWORD_LENGTH);
    const password = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
    return this.#fill('ephemeral', type, { ...config, random_password: password.join('') });
  }

  /** Gives every computed value that is missing a text of its own. */
  #fill(kind: Kind, type: string, values: Values, empty: readonly string[] = []): Values {
    const filled = { ...values };
    for (const [name, { type: shape, computed }] of find(kind, type)) {
      const isMissing = filled[name] === UNKNOWN || (kind !== 'resource' && filled[name] == null);
      if (computed && isMissing) {
        filled[name] = empty.includes(name) ? null : this.#invent(type, name, shape);
      }
    }
    return filled;
  }

  #invent(type: string, name: string, shape: string): unknown {
    this.#counter++;
    if (shape === 'string') {
      return `arn:test:${type}:${name}:${this.#counter}`;
    }
    return { number: this.#counter, bool: true, 'map(string)': {} }[shape] ?? [];
  }
}

function find(kind: Kind, type: string): Attributes {
  const attributes = DOCUMENTED[kind].get(type);
  if (!attributes) {
    throw new Error(`${kind} ${type} is not in documented.json`);
  }
  return attributes;
}
