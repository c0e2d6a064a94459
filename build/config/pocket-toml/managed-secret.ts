import type { ConfigProblem } from '../../host/errors.js';
import type { DeployConfig } from '../edge-config.js';
import { closestWord, describeValue } from '../problems.js';
import { getField, isTable, type StageView, stringOr } from './table.js';

/** Where magic-pocket 0.46 keeps a managed secret: the names are its own. */
const KEY_FORMAT = '{stage}-{project}-{namespace}';

const NAMESPACE = 'pocket';

/** A `secrets` table that manages secrets. */
interface Store {
  readonly path: readonly string[];
  /** What stands before the namespace in the secret's name, unless the secret is shared. */
  readonly container: string | undefined;
}

export interface ManagedSecret {
  readonly deploy: Pick<DeployConfig, 'secretId' | 'secretPath' | 'secretKey'>;
  readonly problems: readonly ConfigProblem[];
}

/** The place in Secrets Manager of the managed secret that `token_secret` names. */
export function findManagedSecret(
  view: StageView,
  name: string,
  stage: string,
  project: string,
): ManagedSecret {
  const at = ['cloudfront', name, 'token_secret'];
  const key = view.at(...at);
  const refuse = (path: readonly string[], text: string): ManagedSecret => ({
    deploy: {},
    problems: [{ path: view.place(...path), text }],
  });
  if (typeof key !== 'string' || key === '') {
    return refuse(at, `found ${describeValue(key)}; allowed: the name of a managed secret`);
  }
  const stores = storesOf(view);
  const managing = stores.filter(({ path }) => getField(view.at(...path, 'managed'), key));
  if (managing.length === 0 && stores.length > 0) {
    return refuse(at, `names no managed secret; ${hint(view, stores, key)}`);
  }
  const ssm = managing.find(({ path }) => view.at(...path, 'store') === 'ssm');
  if (ssm) {
    return refuse(
      [...ssm.path, 'store'],
      'the secret is in Parameter Store; allowed: "sm", for these commands work on Secrets Manager',
    );
  }
  const ids = new Set(managing.map((store) => idOf(view, store, key, stage, project)));
  if (ids.size > 1) {
    return refuse(at, 'names managed secrets of several containers; allowed: a name of one');
  }
  const [secretId = idOf(view, undefined, key, stage, project)] = ids;
  return { deploy: { secretId, secretPath: [stage, project], secretKey: key }, problems: [] };
}

/** Of each container; and the one store of releases before 0.29, which had one container. */
function storesOf(view: StageView): Store[] {
  const containers = view.at('container');
  const stores: Store[] = isTable(containers)
    ? Object.keys(containers).map((container) => ({
        path: ['container', container, 'secrets'],
        container,
      }))
    : [];
  stores.push({ path: ['awscontainer', 'secrets'], container: undefined });
  return stores.filter(({ path }) => isTable(view.at(...path)));
}

function idOf(
  view: StageView,
  store: Store | undefined,
  key: string,
  stage: string,
  project: string,
): string {
  const namespace = stringOr(view.at('general', 'namespace'), NAMESPACE);
  const path = store?.path ?? [];
  const isShared = view.at(...path, 'managed', key, 'shared') === true;
  const format = stringOr(store && view.at(...path, 'pocket_key_format'), KEY_FORMAT);
  const own = store?.container === undefined || isShared ? '' : `${store.container}-`;
  const words: Readonly<Record<string, string>> = {
    stage,
    project,
    namespace: `${own}${namespace}`,
  };
  return format.replace(/\{(\w+)\}/g, (braces, word: string) => words[word] ?? braces);
}

function hint(view: StageView, stores: readonly Store[], key: string): string {
  const managed = stores.flatMap(({ path }) => {
    const table = view.at(...path, 'managed');
    return isTable(table) ? Object.keys(table) : [];
  });
  const near = closestWord(key, managed);
  return near === undefined
    ? 'allowed: a key of a [container.….secrets.managed]'
    : `did you mean "${near}"?`;
}
