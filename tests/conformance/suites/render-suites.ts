import { UPSTREAMS } from '../outcomes.ts'
import type { SuiteResults } from './results.ts'
import type { Suite } from './suite.ts'

/** The section of the page about external suites, with their latest results. */
export const renderSuites = (suites: Suite[], results: SuiteResults): string[] => [
  '## Outside clients and suites',
  '',
  'Other people’s programs with the gateway: each is installed as published and only configured with another address, key and model. The providers behind it are scripted and refuse what the real ones refuse. A coding agent passes if it reads and changes a file with its own tools and says so.',
  '`npm run conformance -- --suites` installs and runs them all, `--suites codex openresponses` some, and writes this table: how many checks passed, by the dialect of the provider.',
  '',
  row(['', 'Version', 'What it does', 'C', 'R', 'A', 'G', 'any']),
  row(Array.from({ length: 8 }, () => '---')),
  ...suites.flatMap((suite) => rowOf(suite, results[suite.name])),
  '',
]

const rowOf = ({ title, shows }: Suite, result: SuiteResults[string] | undefined): string[] => {
  if (result === undefined) return []
  const cells = [...UPSTREAMS, 'any'].map((upstream) => {
    const counted = result.counts[upstream]
    return counted === undefined ? '' : `${counted.passed}/${counted.total}`
  })
  return [row([title, result.versions.map((version) => `\`${version}\``).join(', '), shows, ...cells])]
}

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`
