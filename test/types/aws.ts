// Compiled, never run: a line that must not compile is marked.

import { SecretsManager, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  type AwsErrorCode,
  type KeyRingSource,
  loadEnv,
  type SecretsManagerLike,
  secretsManagerKeyRing,
} from '../../signer/aws.js';
import { generateToken, type KeyRing } from '../../signer/index.js';
import { currentStage, stageSettings } from '../../signer/stage.js';

declare function is<Expected>(): <Actual>(
  actual: Actual,
  ...same: [Expected] extends [Actual] ? ([Actual] extends [Expected] ? [] : [never]) : [never]
) => void;
declare const environment: string | undefined;

const keys = secretsManagerKeyRing({ secretId: 'shop' });
is<KeyRingSource>()(keys);
is<() => Promise<KeyRing>>()(keys.get);
is<Promise<string[]>>()(loadEnv({ secretId: 'shop', env: process.env }));
generateToken('a', { secret: await keys.get() });

// The SDK's client or a compatible object.
const client: SecretsManagerLike = new SecretsManager({ region: 'eu-west-1' });
secretsManagerKeyRing({ secretId: (stage) => `shop/${stage.trim()}`, client });
loadEnv({ secretId: 'shop', client: { getSecretValue: async () => ({ SecretString: 's' }) } });

// An option may be undefined, like the values of the environment.
secretsManagerKeyRing({
  secretId: 'shop',
  stage: environment,
  region: environment,
  ttl: undefined,
});

// @ts-expect-error secretId is required
secretsManagerKeyRing({});
// @ts-expect-error the bare client has no method for each operation
secretsManagerKeyRing({ secretId: 'shop', client: new SecretsManagerClient({}) });
// @ts-expect-error the ring is a promise
generateToken('a', { secret: keys.get() });
// @ts-expect-error seconds are a number
secretsManagerKeyRing({ secretId: 'shop', ttl: '300' });
// @ts-expect-error only loadEnv has the option env
secretsManagerKeyRing({ secretId: 'shop', env: {} });
// @ts-expect-error no such code
const code: AwsErrorCode = 'ERR_OTHER';
void code;

is<string | undefined>()(currentStage());

// The settings have the type that all stages share.
const settings = stageSettings({
  local: { secure: false, port: 8787 },
  prd: { secure: true, port: 443 },
});
is<Readonly<{ secure: boolean; port: number }>>()(settings);
// @ts-expect-error they are frozen
settings.port = 1;
// @ts-expect-error no stage has this setting
settings.host;

// An explicit type is required of every stage.
interface Settings {
  origin: string;
  sentry?: string;
}
const named = stageSettings<Settings>({
  local: { origin: 'http://localhost:8787' },
  prd: { origin: 'https://a.example', sentry: 'https://b.example' },
});
is<string | undefined>()(named.sentry);
// @ts-expect-error a stage lacks a setting
stageSettings<Settings>({ local: { origin: 'o' }, prd: {} });
// @ts-expect-error a stage has an unknown setting
stageSettings<Settings>({ local: { origin: 'o', orgin: 'o' } });
// @ts-expect-error the stage local is required
stageSettings({ prd: { origin: 'o' } });
