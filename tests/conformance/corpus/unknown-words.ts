import type { Dialect } from '@gptget/contracts'
import { observe } from './observe.ts'
import { namesOf, type Path } from './plausible.ts'
import type { Problem } from './problems.ts'
import type { Sample } from './samples.ts'
import { settle } from './settle.ts'
import { changedAt, isNamed } from './silent.ts'

type Json = Record<string, unknown>

/** A word that no dialect has today, as a later version of one may. */
const WORD = 'newer_word'

/** A request with a word that is not known, and the place of the word. */
export type Unknown = { body: Json; path: Path }

/** Each place in a caller's type that takes one of a few words, with another word. */
export const unknownWordsIn = (from: Dialect, samples: readonly Sample[]): Unknown[] => {
  const all = samples
    .filter(({ leaf, path }) => isWord(leaf) || (leaf.kind === 'text' && TAKES_WORDS.test(namesOf(path))))
    .map(({ value, path }) => ({ body: changedAt(value, path, WORD) as Json, path }))
  const others = OTHERS.flatMap(([dialect, body, path]) => (dialect === from ? [{ body, path }] : []))
  return [...new Map([...all, ...others].map((one) => [JSON.stringify(one.body), one])).values()]
}

const isWord = (leaf: Sample['leaf']): boolean => leaf.kind === 'literal' && typeof leaf.value === 'string'

/** Words that are any text by the types. */
const TAKES_WORDS = /responseMimeType$/

const lookup = { type: 'function', function: { name: 'lookup' } }
const said = (part: Json): Json => ({ messages: [{ role: 'user', content: [part] }] })

/** Fields of other vendors, which the official types do not have. */
const OTHERS: [Dialect, Json, Path][] = [
  ['openai-chat', { model: 'x/y', messages: [], thinking: { type: WORD } }, ['thinking', 'type']],
  ['openai-chat', { model: 'x/y', messages: [], reasoning: { effort: WORD } }, ['reasoning', 'effort']],
  ...(['type', 'ttl'] as const).flatMap((field): [Dialect, Json, Path][] => {
    const cache_control = { type: 'ephemeral', [field]: WORD }
    const inMessage = ['messages', 0, 'content', 0, 'cache_control', field]
    return [
      ['openai-chat', { model: 'x/y', ...said({ type: 'text', text: 'Hi', cache_control }) }, inMessage],
      [
        'openai-chat',
        { model: 'x/y', messages: [], tools: [{ ...lookup, cache_control }] },
        ['tools', 0, 'cache_control', field],
      ],
    ]
  }),
]

/** Where an unknown word changes nothing, each with its reason. */
const SAYS_NOTHING: [RegExp, string][] = [
  [/^model$/, 'It chooses the route.'],
  [/^input\.status$/, 'A label: how far an item was where it was made.'],
  [/tool_calls\.type$/, 'What a call holds says its kind.'],
  [/media_type$|mimeType$|output_format$/, 'What the bytes say stands.'],
  [/citations\.type$/, 'What has an address is a page.'],
]

/** Words that are refused at a provider of the caller's own dialect too, each with its reason. */
const REFUSED_EVERYWHERE: [RegExp, string][] = [
  [/^(messages|input)\.role$/, 'Who speaks decides how a conversation is read.'],
  [/^function_call$/, 'The predecessor of tools gets no new words.'],
]

/**
 * What is wrong with what becomes of a word. It should arrive, be named as lost, or be refused by its field's name. At
 * a provider of its own dialect it is not refused: that provider may know it.
 */
export const problemsOfUnknown = (
  { from, to }: { from: Dialect; to: Dialect },
  { body: given, path }: Unknown,
): Problem[] => {
  const name = namesOf(path)
  if (SAYS_NOTHING.some(([names]) => names.test(name))) return []
  const body = settle(from, given)
  const sent = observe(from, to, body)
  if (sent.type === 'refused') {
    const what = `${name}: an unknown word is refused, or as another field: ${sent.message}`
    const mayBeRefused = from !== to || REFUSED_EVERYWHERE.some(([names]) => names.test(name))
    return mayBeRefused && isNamed([sent], path) ? [] : [{ what, body }]
  }
  const arrives = JSON.stringify(sent.body).toLowerCase().includes(WORD)
  const what = `${name}: an unknown word is lost and not named`
  return arrives || isNamed(sent.losses, path) ? [] : [{ what, body }]
}
