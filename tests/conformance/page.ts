import type { UpstreamDialect } from '@gptget/testkit'
import type { Group } from './groups.ts'
import { kindsSection } from './kinds-section.ts'
import { limitsSection } from './limits-section.ts'
import { outcomeOf, UPSTREAMS, type Outcome } from './outcomes.ts'
import type { Scenario } from './scenarios.ts'
import type { Hidden, Way } from './way.ts'

type Grid = {
  groups: Group[]
  scenarios: Scenario[]
  /** The version of each package. */
  versions: Record<string, string>
  python: { packages: string[]; ways: string[]; scenarios: string[] }
  /** The section about images, audio and ranks. */
  media: string[]
  /** The section about outside suites. */
  suites: string[]
}

/**
 * The grid as a page. It is created only from the expected outcomes, each of which has a test. So the page is correct
 * if the tests pass, and the same on every machine.
 */
export const renderPage = ({ groups, scenarios, versions, python, media, suites }: Grid): string => {
  const notes = new Notes()
  const sections = groups.flatMap(({ title, packages, ways }) => [
    `## ${title}`,
    '',
    `${packages.map((name) => `\`${name}\` ${versions[name]}`).join(', ')}.`,
    '',
    ...tableOf(ways, scenarios, notes),
    '',
  ])
  const rows = python.scenarios.map((name) => row([name, ...python.ways.map(() => 'CRAG')]))
  const pythonSection = [
    '## Python SDKs',
    '',
    `${python.packages.join(', ')}.`,
    '',
    row(['', ...python.ways]),
    row(['---', ...python.ways.map(() => '---')]),
    ...rows,
    '',
  ]
  return [
    ...HEAD,
    ...sections,
    ...pythonSection,
    ...media,
    ...suites,
    ...limitsSection(),
    ...kindsSection(),
    '## Notes',
    '',
    ...notes.lines(),
    '',
  ].join('\n')
}

const HEAD = [
  '# Conformance',
  '',
  'Official SDKs against scripted providers of every dialect. Each cell is a test: the SDK’s result is compared with its exact value, and the request that the provider received with the provider’s published schema.',
  '`npm run conformance` runs them all, prints this page and writes it; `npm test` fails if it differs.',
  '',
  'A cell is one scenario and one way of calling, with a model of each kind of provider: `C` OpenAI Chat Completions, `R` OpenAI Responses, `A` Anthropic Messages, `G` Gemini.',
  '',
  '- `CRAG`: exactly as requested, from every provider. A number refers to a note about a difference. The header `x-gptget-losses` of the answer also names what the gateway changes, and a request with `x-gptget-strict: true` is refused instead. Hints that do not reach the provider (cache markers, unsigned reasoning) are `ignored` in that header, and not listed here.',
  '- `400`: refused, naming what this model does not support.',
  '- `–`: the SDK itself does not support it.',
  '',
]

const LETTERS: Record<UpstreamDialect, string> = {
  'openai-chat': 'C',
  'openai-responses': 'R',
  'anthropic-messages': 'A',
  gemini: 'G',
}

/** Footnotes: each text once, numbered in order. */
class Notes {
  readonly #texts: string[] = []

  mark(text: string): string {
    if (!this.#texts.includes(text)) this.#texts.push(text)
    return `<sup>${this.#texts.indexOf(text) + 1}</sup>`
  }

  lines(): string[] {
    return this.#texts.map((text, index) => `${index + 1}. ${text}`)
  }
}

const tableOf = (ways: Way[], scenarios: Scenario[], notes: Notes): string[] => [
  row(['', ...ways.map(({ name }) => name)]),
  row(['---', ...ways.map(() => '---')]),
  ...scenarios.map((scenario) => row([scenario.name, ...ways.map((way) => cellOf(scenario, way, notes))])),
]

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`

const cellOf = (scenario: Scenario, way: Way, notes: Notes): string => {
  const outcomes = UPSTREAMS.map((upstream) => ({ upstream, outcome: outcomeOf(scenario, way, upstream) }))
  const unsayable = outcomes.find(({ outcome }) => outcome.type === 'unsayable')?.outcome
  if (unsayable?.type === 'unsayable') return `–${notes.mark(unsayable.reason)}`
  const hidden = hiddenBy(scenario, way)
  const marks = outcomes.map(({ upstream, outcome }) => markOf(outcome, LETTERS[upstream], notes))
  return marks.join('').trim() + (hidden === undefined ? '' : ` ${notes.mark(hidden)}`)
}

const markOf = (outcome: Outcome, letter: string, notes: Notes): string => {
  switch (outcome.type) {
    case 'works':
      return letter + outcome.losses.map((loss) => notes.mark(lossNote(loss))).join('')
    case 'refused':
      return `${letter}\u00a0400${notes.mark(`Refused, naming “${outcome.naming}”.`)} `
    case 'unsayable':
      return '–'
  }
}

const lossNote = (loss: string): string => {
  const [param = '', action] = loss.split('=')
  if (/stop/.test(param))
    return `\`${param}\` is applied by the gateway: the Responses API has no stop sequences, and text after one is still charged.`
  if (action === 'dropped')
    return `\`${param}\` is dropped in the second request: Claude cannot start reasoning in the middle of a tool loop, and this SDK does not replay its earlier reasoning.`
  return /format|Schema/.test(param)
    ? `\`${param}\` is rewritten: these models have no such setting, and the prompt asks for JSON only.`
    : `\`${param}\` is rewritten: some providers count reasoning in levels, others in tokens.`
}

/** The parts of an answer that each scenario needs and an SDK may discard. */
const SUBJECTS: Record<string, Hidden[]> = {
  cost: ['cost'],
  reasoning: ['reasoning'],
  'reasoning replayed': ['thoughts', 'signatures'],
}

const hiddenBy = ({ name }: Scenario, { hides }: Way): string | undefined =>
  (SUBJECTS[name] ?? []).map((subject) => hides[subject]).find((reason) => reason !== undefined)
