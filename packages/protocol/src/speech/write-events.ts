import type { Closing } from '../dialect.ts'
import type { Frame } from '../wire/sse.ts'
import { totalInputTokens, totalOutputTokens } from '../canonical/usage.ts'

const frameOf = (event: object): Frame => ({ data: JSON.stringify(event) })

/** A piece of the audio, in the format of OpenAI's stream. */
export const speechDelta = (sound: Uint8Array): Frame =>
  frameOf({ type: 'speech.audio.delta', audio: Buffer.from(sound).toString('base64') })

/** The end of the audio, with its cost. */
export const speechDone = ({ usage, costUsd }: Closing): Frame => {
  const [inputTokens, outputTokens] = [totalInputTokens(usage), totalOutputTokens(usage)]
  return frameOf({
    type: 'speech.audio.done',
    usage: {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      cost: costUsd,
    },
  })
}
