/** The facts that the description of a model uses. */
export type Describable = {
  inputModalities: readonly string[]
  outputModalities: readonly string[]
  contextTokens: number | null
  thinking?: { mode: string } | undefined
  hasTools: boolean
}

/**
 * Describes a model in short sentences, for lists that people read.
 *
 * @example 'Reads text and images, writes text. Reasons, calls tools. Context of 400,000 tokens.'
 */
export const describeInWords = (model: Describable): string => {
  const { inputModalities, outputModalities, contextTokens, thinking, hasTools } = model
  const reads = `Reads ${list(inputModalities.map(plural))}`
  const special = outputModalities.flatMap((modality) => SPECIAL[modality] ?? [])
  const makes = special.length > 0 ? list(special) : `writes ${list(outputModalities.map(plural))}`
  const can = [
    ...(thinking && thinking.mode !== 'none' ? ['reasons'] : []),
    ...(hasTools ? ['calls tools'] : []),
  ]
  return [
    `${reads}, ${makes}.`,
    ...(can.length > 0 ? [`${capital(can.join(', '))}.`] : []),
    ...(contextTokens === null ? [] : [`Context of ${NUMBERS.format(contextTokens)} tokens.`]),
  ].join(' ')
}

/** Made once: `toLocaleString` takes 50 µs for each call. */
const NUMBERS = new Intl.NumberFormat('en-US')

/** What models without text output do. */
const SPECIAL: Record<string, string> = {
  embeddings: 'makes embeddings',
  speech: 'speaks',
  transcription: 'writes speech down',
  rerank: 'ranks documents',
}

const PLURALS: Record<string, string> = { image: 'images', file: 'files' }
const plural = (modality: string): string => PLURALS[modality] ?? modality

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
