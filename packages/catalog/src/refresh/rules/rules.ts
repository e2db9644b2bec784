import type { Snapshot } from '../../snapshot.ts'
import { FACT_RULES } from './fact-rules.ts'
import { PRICE_RULES } from './price-rules.ts'

/** A rule for every snapshot. `find` returns a line for each breach. */
export type Rule = { says: string; find: (snapshot: Snapshot) => string[] }

export const RULES: readonly Rule[] = [...PRICE_RULES, ...FACT_RULES]

/** Lists every breach with its rule. */
export const findBreaches = (snapshot: Snapshot): string[] =>
  RULES.flatMap(({ says, find }) => find(snapshot).map((breach) => `${says} ${breach}`))
