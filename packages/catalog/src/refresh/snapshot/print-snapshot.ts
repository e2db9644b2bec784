import type { Snapshot } from '../../snapshot.ts'

/** The snapshot as a file: one line per model, so that a change of one model is a change of one line. */
export const printSnapshot = ({ sources, models }: Snapshot): string =>
  `{"sources":${JSON.stringify(sources)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}\n`
