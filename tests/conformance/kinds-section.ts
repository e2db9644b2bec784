import path from 'node:path'
import { FIRST_KINDS, SECOND_KINDS, type Kind } from './kinds.ts'

/** The table of known kinds of loss, each with its test. */
export const kindsSection = (): string[] => [
  '## Known kinds of loss',
  '',
  'Losses that users of gateways reported. Each kind has a test for every affected pair of dialects; the generated requests above cover the rest. `tests/conformance/kinds.ts` lists them.',
  '',
  '| Loss | Test |',
  '| --- | --- |',
  ...[...FIRST_KINDS, ...SECOND_KINDS].map(rowOf),
  '',
]

const rowOf = ({ loss, file, test }: Kind): string =>
  `| ${loss} | \`${path.basename(file, '.test.ts')}\`: ${test.replaceAll('|', '\\|').replaceAll('`', '')} |`
