const warned = new Set<string>();

/** Warns of a kind once per process. */
export function warnOnce(code: string, message: string): void {
  if (warned.has(code)) {
    return;
  }
  warned.add(code);
  // Some runtimes have no global `process`.
  const { process } = globalThis as { process?: Pick<NodeJS.Process, 'emitWarning'> };
  if (process?.emitWarning) {
    process.emitWarning(message, { type: 'SpaAuthWarning', code });
  } else {
    console.warn(`${code}: ${message}`);
  }
}
