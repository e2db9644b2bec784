import type { Countable } from '../canonical/estimate-tokens.ts'
import type { SpeechRequest } from './speech.ts'

/**
 * About how many tokens of sound a character is: fifteen of them are a second, and a minute is some 1,250 tokens
 * (gpt-4o-mini-tts at $12 for a million tokens is $0.015 a minute, platform.openai.com/docs/pricing).
 */
const TOKENS_PER_CHARACTER = 1_250 / 60 / 15

/** Some speak more slowly than others. */
const SLOWEST = 3

/** The tokens of a speech, where the provider does not say. */
export const estimateSpeechTokens = ({ input, speed }: Pick<SpeechRequest, 'input' | 'speed'>): number =>
  Math.ceil((input.length * TOKENS_PER_CHARACTER) / speed)

/** No speech of so long a text is more tokens: what is set aside for it. */
export const maxSpeechTokens = (request: Pick<SpeechRequest, 'input' | 'speed'>): number =>
  SLOWEST * estimateSpeechTokens(request) + 100

/** What is counted of a request to speak. */
export const countableSpeech = ({ input, instructions }: SpeechRequest): Countable => ({
  texts: instructions === null ? [input] : [instructions, input],
  otherTokens: 0,
})
