import { ENCODINGS } from '@gptget/audio'
import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import type { Context } from '../../context.ts'
import { readSpeechRequest } from '../../speech/read-request.ts'
import { SPEECH_MODEL } from '../../speech/speech-model.ts'
import { voiceNamed } from '../../speech/voices.ts'
import { abortOnDisconnect } from '../../requests/abort-on-disconnect.ts'
import { assertModel } from '../../requests/assert-model.ts'
import type { HonoContext } from '../../requests/hono-context.ts'
import { readJson } from '../../requests/read-json.ts'
import { printEvent, sendStream } from '../../answers/send-stream.ts'

/** OpenAI's `POST /v1/audio/speech`, for the voices of flite. */
export const speakText =
  (context: Context) =>
  async (c: HonoContext): Promise<Response> => {
    const request = readSpeechRequest(await readJson(c))
    assertModel(request.model, SPEECH_MODEL.modelId)
    const { input: text, response_format: format, speed, stream_format } = request
    const voice = voiceNamed(request.voice)
    const signal = abortOnDisconnect(c.env.outgoing)
    const sound = context.speaker.speak({ text, voice, format, speed, signal })
    const isSse = stream_format === 'sse'
    const contentType = isSse ? 'text/event-stream; charset=utf-8' : ENCODINGS[format].contentType
    await sendStream(c.env.outgoing, isSse ? asEvents(sound) : sound, { contentType, context, isSse })
    return RESPONSE_ALREADY_SENT
  }

/** OpenAI's speech events. Speech is not billed by tokens here, so the usage is zero. */
async function* asEvents(sound: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 }
  for await (const bytes of sound)
    yield printEvent({ type: 'speech.audio.delta', audio: Buffer.from(bytes).toString('base64') })
  yield printEvent({ type: 'speech.audio.done', usage })
}
