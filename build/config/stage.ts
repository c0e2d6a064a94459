/** The stage asked for; `POCKET_STAGE` counts only for a configuration that has stages. */
export function chooseStage(config: unknown, stage: string | undefined): string | undefined {
  if (stage !== undefined) return stage;
  const stages = (config as { stages?: unknown } | null)?.stages;
  const hasStages = typeof stages === 'object' && stages !== null && Object.keys(stages).length > 0;
  return hasStages ? process.env.POCKET_STAGE || undefined : undefined;
}
