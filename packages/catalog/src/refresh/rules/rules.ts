import type { Snapshot } from '../../snapshot.ts'
import { FACT_RULES } from './fact-rules.ts'
import { PRICE_RULES } from './price-rules.ts'

/** What no snapshot may break. `find` returns a line for each breach, and nothing where all is well. */
export type Rule = { says: string; find: (snapshot: Snapshot) => string[] }

export const RULES: readonly Rule[] = [...PRICE_RULES, ...FACT_RULES]

/** Every breach of every rule, each with the rule it breaks. */
export const findBreaches = (snapshot: Snapshot): string[] =>
  RULES.flatMap(({ says, find }) => find(snapshot).map((breach) => `${says} ${breach}`))
