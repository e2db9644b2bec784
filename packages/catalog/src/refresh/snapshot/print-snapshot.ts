import type { Snapshot } from '../../snapshot.ts'

/** Prints the snapshot with one line per model, so that diffs are readable. */
export const printSnapshot = ({ sources, models }: Snapshot): string =>
  `{"sources":${JSON.stringify(sources)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}\n`
