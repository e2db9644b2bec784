import type { Countable } from '../canonical/estimate-tokens.ts'
import type { SpeechRequest } from './speech.ts'

/**
 * About how many audio tokens a character needs: fifteen characters take a second, and a minute has about 1,250 tokens
 * (gpt-4o-mini-tts at $12 for a million tokens is $0.015 a minute, platform.openai.com/docs/pricing).
 */
const TOKENS_PER_CHARACTER = 1_250 / 60 / 15

/** Some models speak more slowly than others. */
const SLOWEST = 3

/** The tokens of speech, if the provider does not report them. */
export const estimateSpeechTokens = ({ input, speed }: Pick<SpeechRequest, 'input' | 'speed'>): number =>
  Math.ceil((input.length * TOKENS_PER_CHARACTER) / speed)

/** The maximum tokens for a text of this length, which are reserved. */
export const maxSpeechTokens = (request: Pick<SpeechRequest, 'input' | 'speed'>): number =>
  SLOWEST * estimateSpeechTokens(request) + 100

/** The counted part of a speech request. */
export const countableSpeech = ({ input, instructions }: SpeechRequest): Countable => ({
  texts: instructions === null ? [input] : [instructions, input],
  otherTokens: 0,
})
