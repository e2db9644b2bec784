/** A tool call of a scripted answer; `argumentPieces` concatenate to the JSON text of the arguments. */
export type ScriptedToolCall = { id: string; name: string; argumentPieces: string[] }

export type ScriptedUsage = {
  inputTokens: number
  cacheReadTokens: number
  outputTokens: number
  reasoningTokens: number
}

/**
 * The answer of the scripted model, independent of dialects: `render` of each dialect prints it.
 * Ids and model names of the rendered answer are the upstream's own, so that tests find a gateway that leaks them.
 */
export type Transcript = {
  reasoning: string[]
  text: string[]
  toolCalls: ScriptedToolCall[]
  refusal: string[]
  finish: 'stop' | 'length' | 'tool-calls' | 'content-filter'
  /** The number of choices (OpenAI's `n`), which are all equal. */
  choices: number
  hasLogprobs: boolean
  usage: ScriptedUsage
  /**
   * `when-asked`: like OpenAI, only with `stream_options.include_usage` (plain answers always have it).
   * `in-last-choice`: in the chunk with the finish reason, like many OpenAI-compatible servers.
   */
  usagePlacement: 'when-asked' | 'always' | 'in-last-choice' | 'absent'
}

/** Pieces with characters of one to four bytes, so that tests find cuts inside a character. */
const WORDS = ['Hello', ',', ' wörld', ' –', ' 日本語', ' 🙂', ' and', ' "quoted"', '\n', ' more']

/** Returns `count` tokens of text, always the same. */
export const words = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => WORDS[index % WORDS.length] ?? '')

/** Creates a transcript. The default is eight tokens of plain text. */
export const transcript = (parts: Partial<Transcript> = {}): Transcript => {
  const text = parts.text ?? (parts.toolCalls || parts.refusal ? [] : words(8))
  return {
    reasoning: [],
    toolCalls: [],
    refusal: [],
    finish: parts.toolCalls ? 'tool-calls' : 'stop',
    choices: 1,
    hasLogprobs: false,
    usagePlacement: 'when-asked',
    ...parts,
    text,
    usage: parts.usage ?? {
      inputTokens: 11,
      cacheReadTokens: 0,
      outputTokens: Math.max(1, text.length) * (parts.choices ?? 1),
      reasoningTokens: parts.reasoning?.length ?? 0,
    },
  }
}

const weatherCall = (city: string, number: number): ScriptedToolCall => ({
  id: `call_up_${number}`,
  name: 'get_weather',
  argumentPieces: ['{"ci', 'ty":"', city, '","unit":', '"c"}'],
})

const jsonPieces = ['{"na', 'me":"Zoë","', 'age":', '41,"tags":["a"', ',"b"]}']

/** Transcripts by name; a number after the name is its length: `text-5`, `n-3`. */
const NAMED: Record<string, (count: number) => Transcript> = {
  text: (count) => transcript({ text: words(count) }),
  long: () => transcript({ text: words(2000) }),
  length: (count) => transcript({ text: words(count), finish: 'length' }),
  tools: () => transcript({ toolCalls: [weatherCall('Paris', 1)] }),
  'parallel-tools': () =>
    transcript({ toolCalls: ['Paris', 'Zürich', '東京'].map((city, index) => weatherCall(city, index + 1)) }),
  'text-and-tools': () => transcript({ text: words(3), toolCalls: [weatherCall('Paris', 1)] }),
  reasoning: (count) => transcript({ reasoning: ['Let', ' me', ' think', '…'], text: words(count) }),
  'reasoned-tools': () =>
    transcript({ reasoning: ['Let', ' me', ' think', '…'], toolCalls: [weatherCall('Paris', 1)] }),
  cached: (count) =>
    transcript({
      text: words(count),
      usage: { inputTokens: 1000, cacheReadTokens: 400, outputTokens: count, reasoningTokens: 0 },
    }),
  json: () => transcript({ text: jsonPieces }),
  logprobs: (count) => transcript({ text: words(count), hasLogprobs: true }),
  n: (count) => transcript({ text: words(4), choices: count }),
  refusal: () => transcript({ refusal: ['I', ' cannot', ' help', ' with that.'] }),
  filtered: (count) => transcript({ text: words(count), finish: 'content-filter' }),
  'usage-always': (count) => transcript({ text: words(count), usagePlacement: 'always' }),
  'usage-in-last-choice': (count) => transcript({ text: words(count), usagePlacement: 'in-last-choice' }),
  'zero-usage': (count) =>
    transcript({
      text: words(count),
      usage: { inputTokens: 0, cacheReadTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    }),
  'absurd-usage': (count) =>
    transcript({
      text: words(count),
      usage: { inputTokens: 2 ** 60, cacheReadTokens: 0, outputTokens: count, reasoningTokens: 0 },
    }),
  empty: () =>
    transcript({
      text: [],
      usage: { inputTokens: 11, cacheReadTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    }),
}

/** The transcript called `name` (`text-5`), or undefined for an unknown name. */
export const namedTranscript = (name: string): Transcript | undefined => {
  const [, base = name, count] = /^(.*?)(?:-(\d+))?$/.exec(name) ?? []
  return NAMED[base]?.(count === undefined ? 8 : Number(count))
}
