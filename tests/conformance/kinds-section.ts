import path from 'node:path'
import { FIRST_KINDS, SECOND_KINDS, type Kind } from './kinds.ts'

/** The table of known kinds of loss, each with its test. */
export const kindsSection = (): string[] => [
  '## Known kinds of loss',
  '',
  'What users of gateways reported as lost in translation. Each kind has a test over every pair of dialects that it is about; the generated requests above hold the rest. `tests/conformance/kinds.ts` has their names.',
  '',
  '| Loss | Test |',
  '| --- | --- |',
  ...[...FIRST_KINDS, ...SECOND_KINDS].map(rowOf),
  '',
]

const rowOf = ({ loss, file, test }: Kind): string =>
  `| ${loss} | \`${path.basename(file, '.test.ts')}\`: ${test.replaceAll('|', '\\|').replaceAll('`', '')} |`
