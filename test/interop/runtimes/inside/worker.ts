// What `workerd test` runs. vitest sets timers when it loads, which only a handler may do.
export default {
  async test(): Promise<void> {
    const { MARK, reportOn } = await import('./report.js');
    const { SUITES } = await import('./suites.js');
    console.log(MARK + JSON.stringify(await reportOn(SUITES)));
  },
};
