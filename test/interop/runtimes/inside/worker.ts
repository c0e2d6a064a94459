/** What `workerd test` runs. It loads everything by itself, for vitest sets timers when it loads. */
export default {
  async test(): Promise<void> {
    const { MARK, reportOn } = await import('./report.js');
    const { SUITES } = await import('./suites.js');
    console.log(MARK + JSON.stringify(await reportOn(SUITES)));
  },
};
