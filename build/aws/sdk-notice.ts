const NOTICE = /AWS SDK for JavaScript \(v3\)[\s\S]*(?:no longer support|require node)/i;

let isMuted = false;

/**
 * Leaves out the notice of the SDK that a later release will not run on this Node.js: it has
 * several lines, and it would stand above the output of every command. docs/aws.md has it in one
 * sentence. Every other warning is printed.
 */
export function muteSdkNotice(): void {
  if (isMuted) {
    return;
  }
  isMuted = true;
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    if (!NOTICE.test(String(warning))) {
      emitWarning.call(process, warning, ...rest);
    }
  }) as typeof emitWarning;
}
