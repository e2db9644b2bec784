/**
 * OpenAI's voices (openai 7.57.0, `resources/audio/speech.d.ts`), women's and men's in turn: of a model whose list does
 * the same, each means one of its kind.
 */
export const OPENAI_VOICES = [
  'alloy',
  'echo',
  'nova',
  'onyx',
  'shimmer',
  'ash',
  'coral',
  'ballad',
  'sage',
  'fable',
  'marin',
  'verse',
  'cedar',
] as const

/**
 * The voice of a model that is meant: its own by that name, or for a name of OpenAI's one that stands for it. Other
 * names are the provider's to know, as those of cloned voices are.
 * @param voices the model's own; undefined where they are not known
 */
export const voiceOf = (asked: string, voices: readonly string[] | undefined): string => {
  if (voices === undefined || voices.length === 0) return asked
  const own = voices.find((voice) => voice.toLowerCase() === asked.toLowerCase())
  if (own !== undefined) return own
  const place = OPENAI_VOICES.findIndex((voice) => voice === asked)
  return place === -1 ? asked : voices[place % voices.length]!
}
