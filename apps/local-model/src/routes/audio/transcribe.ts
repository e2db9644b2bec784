import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import type { Context } from '../../context.ts'
import { printDelta, printDone, printTranscript } from '../../transcription/print-transcript.ts'
import { readTranscriptionRequest } from '../../transcription/read-request.ts'
import { readUpload } from '../../transcription/read-upload.ts'
import { transcribe, type Segment } from '../../transcription/transcribe.ts'
import { TRANSCRIPTION_MODEL } from '../../transcription/transcription-model.ts'
import { abortOnDisconnect } from '../../requests/abort-on-disconnect.ts'
import { assertModel } from '../../requests/assert-model.ts'
import type { HonoContext } from '../../requests/hono-context.ts'
import { printEvent, sendStream } from '../../answers/send-stream.ts'

/** OpenAI's `POST /v1/audio/transcriptions`, for the one model that transcribes speech. */
export const transcribeAudio =
  (context: Context) =>
  async (c: HonoContext): Promise<Response> => {
    const { incoming, outgoing } = c.env
    await using upload = await readUpload(incoming)
    const request = readTranscriptionRequest(upload.fields)
    assertModel(request.model, TRANSCRIPTION_MODEL.modelId)
    const signal = abortOnDisconnect(outgoing)
    const ffmpeg = await context.ffmpeg()
    using lease = await context.leaseRecognizer()
    const segments = transcribe({ ffmpeg, file: upload.file, recognizer: lease.engine, signal })
    if (request.stream) {
      const contentType = 'text/event-stream; charset=utf-8'
      await sendStream(outgoing, asEvents(segments), { contentType, context, isSse: true })
      return RESPONSE_ALREADY_SENT
    }
    const transcript = printTranscript(request.response_format, await Array.fromAsync(segments))
    return typeof transcript === 'string' ? c.text(transcript) : c.json(transcript)
  }

async function* asEvents(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  const all: Segment[] = []
  let isFirst = true
  for await (const segment of segments) {
    all.push(segment)
    if (segment.text === '') continue
    yield printEvent(printDelta(segment, isFirst))
    isFirst = false
  }
  yield printEvent(printDone(all))
}
