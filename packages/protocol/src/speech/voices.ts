/**
 * OpenAI's voices (openai 7.57.0, `resources/audio/speech.d.ts`), alternating female and male, so that each maps to one
 * of its kind for a model whose list alternates too.
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
 * The voice of a model for a name: its own voice with that name, or the one that an OpenAI name maps to. Other names
 * are passed on, because only the provider knows cloned voices.
 * @param voices the model's voices; undefined if not known
 */
export const voiceOf = (asked: string, voices: readonly string[] | undefined): string => {
  if (voices === undefined || voices.length === 0) return asked
  const own = voices.find((voice) => voice.toLowerCase() === asked.toLowerCase())
  if (own !== undefined) return own
  const place = OPENAI_VOICES.findIndex((voice) => voice === asked)
  return place === -1 ? asked : voices[place % voices.length]!
}
