import type { ConfigProblem } from '../../host/errors.js';
import type { DeployConfig } from '../edge-config.js';
import { describeValue, findClosestWord } from '../problems.js';
import { getField, isTable, type StageView, stringOr } from './table.js';

/** The default name of a secret in magic-pocket 0.46, as `pocket_key_format` writes it. */
const DEFAULT_KEY_FORMAT = '{stage}-{project}-{namespace}';

const DEFAULT_NAMESPACE = 'pocket';

/** A `secrets` table of the file. Its `managed` table has the managed secrets. */
interface SecretsTable {
  readonly path: readonly string[];
  /**
   * The container that the table belongs to. Its name precedes the namespace, unless the secret is
   * shared.
   */
  readonly container: string | undefined;
}

export interface ManagedSecret {
  readonly deploy: Pick<DeployConfig, 'secretId' | 'secretPath' | 'secretKey'>;
  readonly problems: readonly ConfigProblem[];
}

/** Finds the place in Secrets Manager of the managed secret that `token_secret` names. */
export function findManagedSecret(
  view: StageView,
  name: string,
  stage: string,
  project: string,
): ManagedSecret {
  const keyPath = ['cloudfront', name, 'token_secret'];
  const key = view.get(...keyPath);
  const refuse = (path: readonly string[], text: string): ManagedSecret => ({
    deploy: {},
    problems: [{ path: view.locate(...path), text }],
  });
  if (typeof key !== 'string' || key === '') {
    return refuse(
      keyPath,
      `found ${describeValue(key, keyPath)}; allowed: the name of a managed secret`,
    );
  }
  const tables = findSecretsTables(view);
  const managing = tables.filter(({ path }) => getField(view.get(...path, 'managed'), key));
  if (managing.length === 0 && tables.length > 0) {
    return refuse(keyPath, `names no managed secret; ${suggestSecret(view, tables, key)}`);
  }
  const ssm = managing.find(({ path }) => view.get(...path, 'store') === 'ssm');
  if (ssm) {
    return refuse(
      [...ssm.path, 'store'],
      'the secret is in Parameter Store; allowed: "sm", because these commands support only Secrets Manager',
    );
  }
  const ids = new Set(managing.map((table) => formatSecretId(view, table, key, stage, project)));
  if (ids.size > 1) {
    return refuse(
      keyPath,
      'names managed secrets of several containers; allowed: a name that only one of them has',
    );
  }
  const [secretId = formatSecretId(view, undefined, key, stage, project)] = ids;
  return { deploy: { secretId, secretPath: [stage, project], secretKey: key }, problems: [] };
}

/**
 * The `secrets` tables of the containers, and the one of magic-pocket before 0.29, which had a
 * single container.
 */
function findSecretsTables(view: StageView): SecretsTable[] {
  const containers = view.get('container');
  const tables: SecretsTable[] = isTable(containers)
    ? Object.keys(containers).map((container) => ({
        path: ['container', container, 'secrets'],
        container,
      }))
    : [];
  tables.push({ path: ['awscontainer', 'secrets'], container: undefined });
  return tables.filter(({ path }) => isTable(view.get(...path)));
}

function formatSecretId(
  view: StageView,
  table: SecretsTable | undefined,
  key: string,
  stage: string,
  project: string,
): string {
  const namespace = stringOr(view.get('general', 'namespace'), DEFAULT_NAMESPACE);
  const path = table?.path ?? [];
  const isShared = view.get(...path, 'managed', key, 'shared') === true;
  const format = stringOr(table && view.get(...path, 'pocket_key_format'), DEFAULT_KEY_FORMAT);
  const prefix = table?.container === undefined || isShared ? '' : `${table.container}-`;
  const values: Readonly<Record<string, string>> = {
    stage,
    project,
    namespace: `${prefix}${namespace}`,
  };
  return format.replace(/\{(\w+)\}/g, (braces, word: string) => values[word] ?? braces);
}

function suggestSecret(view: StageView, tables: readonly SecretsTable[], key: string): string {
  const managed = tables.flatMap(({ path }) => {
    const table = view.get(...path, 'managed');
    return isTable(table) ? Object.keys(table) : [];
  });
  const near = findClosestWord(key, managed);
  return near === undefined
    ? 'allowed: a key of a table [container.….secrets.managed]'
    : `did you mean "${near}"?`;
}
