import { DIALECTS, type Dialect } from '@gptget/contracts'
import { CAPABILITIES, type SchemaRules } from '@gptget/protocol'

/** What each dialect can say, as a section of the page: from the data that translation itself follows. */
export const limitsSection = (): string[] => [
  '## Limits of each dialect',
  '',
  'What a request cannot keep on its way into another dialect, by the data that stands beside each codec. A name gets an alias that only the provider sees; all else is named in `x-gptget-losses`, and refused to a caller who sends `x-gptget-strict: true`.',
  '',
  row(['', ...DIALECTS]),
  row(['---', ...DIALECTS.map(() => '---')]),
  ...ROWS.map(([name, tell]) => row([name, ...DIALECTS.map(tell)])),
  '',
]

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const code = (words: Iterable<string>): string => [...words].map((word) => `\`${word}\``).join(', ') || '–'

const keywordsOf = (rules: SchemaRules | undefined): string => {
  if (rules === undefined) return '–'
  return rules.keywords === undefined ? 'all' : code(rules.keywords)
}

const demandsOf = ({
  isClosed,
  requiresAll,
  requiresItems,
  hasBareReferences,
  hasNoCycles,
  hasOptionalCycles,
}: SchemaRules): string =>
  [
    isClosed ? 'no undeclared properties' : '',
    requiresAll ? 'every property required' : '',
    requiresItems ? 'lists say their items' : '',
    hasBareReferences ? 'nothing beside `$ref`' : '',
    hasNoCycles ? 'no definition that leads to itself' : '',
    hasOptionalCycles ? 'a property that leads to itself is optional' : '',
  ]
    .filter(Boolean)
    .join('; ') || '–'

const ROWS: [string, (dialect: Dialect) => string][] = [
  [
    'name of a tool',
    (dialect) => {
      const { first, rest, maxLength } = CAPABILITIES[dialect].toolNames
      return `\`[${first}][${rest}]*\`, at most ${maxLength}`
    },
  ],
  ['keywords in the schema of a tool', (dialect) => keywordsOf(CAPABILITIES[dialect].schemas.tool)],
  ['keywords in that of a strict tool', (dialect) => keywordsOf(CAPABILITIES[dialect].schemas.strictTool)],
  [
    'keywords in that of an answer it is held to',
    (dialect) => keywordsOf(CAPABILITIES[dialect].schemas.strictOutput),
  ],
  ['demands of such a schema', (dialect) => demandsOf(CAPABILITIES[dialect].schemas.strictOutput)],
  [
    'formats it can be held to',
    (dialect) => {
      const { formats } = CAPABILITIES[dialect].schemas.strictOutput
      return formats === undefined ? 'all' : code(formats)
    },
  ],
  ['settings it lacks', (dialect) => code(Object.keys(CAPABILITIES[dialect].lacks))],
]
