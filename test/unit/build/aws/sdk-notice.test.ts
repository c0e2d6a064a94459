import { describe, expect, it, vi } from 'vitest';

describe('the notice of the SDK about Node.js', () => {
  it('is not printed, and every other warning is', async () => {
    const printed: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void printed.push(String(warning));
    try {
      vi.resetModules();
      const { muteSdkNotice } = await import('../../../../build/aws/sdk-notice.js');
      muteSdkNotice();
      process.emitWarning(
        'NodeDeprecationWarning: The AWS SDK for JavaScript (v3) will\nno longer support Node.js v18.20.8 in January 2026.',
      );
      process.emitWarning(
        'NodeVersionSupportWarning: The AWS SDK for JavaScript (v3)\nversions published after the first week of January 2027\nwill require node >=22.',
      );
      process.emitWarning('another warning');
      expect(printed).toEqual(['another warning']);
    } finally {
      process.emitWarning = emitWarning;
    }
  });
});
