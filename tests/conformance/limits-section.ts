import { DIALECTS, type Dialect } from '@gptget/contracts'
import {
  CAPABILITIES,
  type Bounds,
  type Range,
  type RangedSetting,
  type SchemaRules,
  type StopRule,
} from '@gptget/protocol'

/** The limits of each dialect as a section of the page, from the data that translation uses. */
export const limitsSection = (): string[] => [
  '## Limits of each dialect',
  '',
  'What a request loses in translation to another dialect, from the data beside each codec. Names get an alias that only the provider sees; everything else is named in `x-gptget-losses`, and refused if the request has `x-gptget-strict: true`.',
  '',
  'Generated requests show that nothing else is lost: `npm run conformance -- --corpus` makes them from the official SDKs’ own request types, every union arm and every optional field and many at once, translates each into every other dialect, and holds it to that dialect’s types and to these limits. A provider of the caller’s own dialect gets the body unchanged; if its history contains turns that another provider signed, only those turns are rewritten and checked in the same way. Each value is then changed: if nothing changes for the provider, a loss must name it. Answers are generated too, from the types of the providers’ answers: each field of one arrives at callers of every other dialect, whole and streamed, or stands on a list of what that dialect cannot say, with the reason (`tests/conformance/corpus/answers/unsayable.ts`). It prints how many there were; a small part runs with the tests.',
  '',
  'What these types do not have yet (another word for a setting, another kind of content, item, tool or format) reaches a provider of the caller’s own dialect, which may know it. For other providers it is named or refused. Refused everywhere are other words for who speaks, and for settings that decide a price (the quality of an image).',
  '',
  row(['', ...DIALECTS]),
  row(['---', ...DIALECTS.map(() => '---')]),
  ...ROWS.map(([name, tell]) => row([name, ...DIALECTS.map(tell)])),
  '',
]

const mostOf = (most: number | undefined): string =>
  most === undefined ? 'no limit known' : `at most ${most}`

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

const rangeOf = ({ least, most }: Range): string => {
  if (most === undefined) return `${least} or more`
  return least === undefined ? `at most ${most}` : `${least} to ${most}`
}

const SETTINGS: RangedSetting[] = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'seed',
  'frequencyPenalty',
  'presencePenalty',
  'topLogprobs',
]

const stopsOf = ({ most, takes }: StopRule): string => {
  const count = most === Infinity ? 'any number' : `at most ${most}`
  return takes(' ') || most === 0 ? count : `${count}, none of white space alone`
}

const metadataOf = ({ metadata }: Bounds): string =>
  metadata === undefined
    ? '–'
    : `${metadata.maxPairs} pairs, keys of ${metadata.maxKeyLength} characters, values of ${metadata.maxValueLength}`

const yesOrNo = (has: boolean): string => (has ? 'yes' : '–')

const ROWS: [string, (dialect: Dialect) => string][] = [
  ...SETTINGS.map((setting): [string, (dialect: Dialect) => string] => [
    `\`${setting}\``,
    (dialect) => {
      const { lacks, bounds } = CAPABILITIES[dialect]
      if (lacks[setting] !== undefined) return '–'
      return rangeOf(bounds.ranges[setting] ?? {}).replace(/.*undefined.*/, 'any')
    },
  ]),
  ['stop sequences (others are looked for by us)', (dialect) => stopsOf(CAPABILITIES[dialect].stops)],
  ['tools', (dialect) => mostOf(CAPABILITIES[dialect].bounds.maxTools)],
  ['pictures', (dialect) => mostOf(CAPABILITIES[dialect].bounds.maxPictures)],
  ['metadata', (dialect) => metadataOf(CAPABILITIES[dialect].bounds)],
  ['id of a tool call', (dialect) => `at most ${CAPABILITIES[dialect].maxCallIdLength}`],
  ['instructions between turns', (dialect) => yesOrNo(CAPABILITIES[dialect].hasInstructionTurns)],
  ['begins with an answer', (dialect) => yesOrNo(CAPABILITIES[dialect].hasAnswerFirst)],
  ['how closely a picture is looked at', (dialect) => yesOrNo(CAPABILITIES[dialect].hasPictureDetail)],
  [
    'a result of a tool that failed',
    (dialect) => (CAPABILITIES[dialect].hasFailedResults ? 'marked' : 'said in its text'),
  ],
  [
    'what is told about a document',
    (dialect) => (CAPABILITIES[dialect].hasFileContext ? 'a field' : 'a text before it'),
  ],
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
  ['sources', (dialect) => CAPABILITIES[dialect].bounds.sources.join('; ')],
]
