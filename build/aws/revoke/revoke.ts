import { revocationKey } from '../../../signer/index.js';
import type { Deployment } from '../../config/deployment.js';
import { CliError } from '../../host/errors.js';
import { measureClockSkew } from '../clock-skew.js';
import type { Step } from '../reconcile.js';
import { type StoreContent, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { commandLine, type Session } from '../session.js';
import { cutOffForTokensIssuedUntil, isCutOffExpired } from './cut-off.js';
import { changeEntry, entryChangeFor } from './entry.js';
import { findLiveStore } from './live-store.js';
import { type PruneOptions, type PruneResult, prune } from './prune.js';
import { isEffectiveNow, issueTimeLimit, presentTime, type RevokeRequest } from './request.js';

export interface RevokeOptions {
  /** The longest lifetime of a token, in seconds; default the deployment's. */
  readonly maxAge?: number | undefined;
  readonly dryRun: boolean;
  /**
   * Called once before everybody is logged out, with the plan and the time up to which tokens are
   * refused, in Unix seconds; rejects if the answer is no.
   */
  confirm(plan: readonly Step[], issuedUpTo: number): Promise<void>;
}

export interface RevokeResult {
  /** The steps that were planned. */
  readonly plan: readonly Step[];
  readonly done: readonly Step[];
  /**
   * Tokens issued up to this time are refused, in Unix seconds; undefined if no token is to be
   * refused, or if all of them have expired.
   */
  readonly issuedUpTo: number | undefined;
  /** Tokens that expire up to this time are refused, in Unix seconds. */
  readonly cutOff: number | undefined;
  /** How many expired cut-offs were removed. */
  readonly pruned: number;
  readonly content: StoreContent | undefined;
  /** Problems that did not prevent the revocation. */
  readonly warnings: readonly string[];
}

/** A store with more entries is pruned only if the user asks for it: 500 entries take ten calls. */
const AUTO_PRUNE_LIMIT = 500;

/**
 * Logs out one user or everybody at the edge, or lifts a cut-off, and removes expired cut-offs.
 *
 * @throws UsageError if the given time is in the future.
 * @throws CliError if revocation is off in the configuration, or if the KeyValueStore is full.
 * @throws ConflictError if the LIVE function would ignore the cut-off.
 */
export async function revoke(
  session: Session,
  request: RevokeRequest,
  { maxAge = session.deployment.maxAge, dryRun, confirm }: RevokeOptions,
): Promise<RevokeResult> {
  const { aws, clock, config, deployment, progress } = session;
  const needsRevocation = request.kind === 'user' || request.kind === 'everybody';
  if (needsRevocation && !config.revocation) {
    throw revocationOffError(deployment);
  }
  // Throws for an id that no token can contain, before any call.
  const key = 'userId' in request ? revocationKey(request.userId) : TOKEN_SECRET_KEY;
  const measuredSkew = measureClockSkew(aws, clock);
  progress.start(`read the LIVE function ${deployment.name}`);
  const arn = await findLiveStore(session, { needsRevocation });
  const time = presentTime(clock.now(), measuredSkew());
  const issuedUpTo = issueTimeLimit(request, time);
  const cutOff =
    issuedUpTo === undefined ? undefined : cutOffForTokensIssuedUntil(issuedUpTo, maxAge);
  if (cutOff !== undefined && isCutOffExpired(cutOff, time.earliest, config.clockTolerance)) {
    progress.end();
    return NOTHING_TO_REVOKE;
  }
  const change = entryChangeFor(request, key, cutOff, deployment);
  const isGrave = request.kind === 'everybody' && issuedUpTo !== undefined;
  const changed =
    change &&
    (await changeEntry(session, arn, change, {
      dryRun,
      confirm: async (plan) => (isGrave ? confirm(plan, issuedUpTo) : undefined),
    }));
  const pruned = await pruneExpired(session, arn, request, { now: time.earliest, dryRun });
  progress.end();
  const warnings = [isEffectiveNow(request) ? time.warning : undefined, pruned.warning];
  return {
    plan: [...(changed?.plan ?? []), ...(pruned.plan ?? [])],
    done: [...(changed?.done ?? []), ...(pruned.done ?? [])],
    issuedUpTo,
    cutOff,
    pruned: pruned.removed ?? 0,
    content: pruned.state?.content,
    warnings: warnings.filter((warning) => warning !== undefined),
  };
}

/** Every token that would be refused has expired. */
const NOTHING_TO_REVOKE: RevokeResult = {
  plan: [],
  done: [],
  issuedUpTo: undefined,
  cutOff: undefined,
  pruned: 0,
  content: undefined,
  warnings: [],
};

/**
 * Removes expired cut-offs. Unless pruning is all that was asked for, a failure is a warning: the
 * revocation itself has succeeded.
 */
async function pruneExpired(
  session: Session,
  arn: string,
  { kind }: RevokeRequest,
  options: Omit<PruneOptions, 'maxEntries'>,
): Promise<Partial<PruneResult> & { warning?: string }> {
  if (kind === 'prune') {
    return prune(session, arn, { maxEntries: Number.POSITIVE_INFINITY, ...options });
  }
  try {
    return await prune(session, arn, { maxEntries: AUTO_PRUNE_LIMIT, ...options });
  } catch (error) {
    if (!(error instanceof CliError)) {
      throw error;
    }
    return { warning: `expired cut-offs were not removed: ${error.message}` };
  }
}

function revocationOffError(deployment: Deployment): CliError {
  return new CliError(
    'ERR_REVOCATION',
    `revocation is off in the configuration, so the function reads no cut-offs; set "revocation": true, and before you revoke: ${commandLine('deploy', deployment)}`,
  );
}
