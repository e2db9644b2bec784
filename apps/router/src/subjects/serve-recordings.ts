import { findRecording, readRecording } from '@gptget/contracts'
import type { ServerStream } from '@gptget/bus'
import { PublicError } from '@gptget/errors'
import type { RouterContext } from '../context.ts'
import { SEPARATOR } from '../recording/event-offset.ts'
import type { Recording } from '../recording/recording.ts'

/** Locates and reads recordings. */
export const serveRecordings = ({ bus, recordings }: RouterContext): void => {
  bus.serveFind(findRecording, ({ accountId, generationId }) => {
    const recording = recordings.find(accountId, generationId)
    return recording ? { instanceId: bus.instanceId, isStream: recording.generation.isStream } : null
  })
  bus.serveStream(readRecording, async (stream) => {
    const { accountId, generationId, eventsBefore } = stream.head
    const recording = recordings.find(accountId, generationId)
    if (!recording) throw gone()
    await replay(recording, stream, eventsBefore)
  })
}

const gone = (): PublicError =>
  new PublicError('answer_gone', 'The answer is no longer stored.', { param: 'id' })

/** Sends the recorded data and then the rest as it arrives, as fast as the reader accepts it. */
const replay = async (
  recording: Recording,
  stream: ServerStream<typeof readRecording>,
  eventsBefore: number,
): Promise<void> => {
  const { signal } = stream
  while (recording.head === null && recording.isRunning && !signal.aborted) await recording.changed(signal)
  if (recording.isDropped) throw gone()
  if (recording.head !== null && !signal.aborted) await send(recording, recording.head, stream, eventsBefore)
  if (recording.isDropped) throw gone()
  if (recording.state === 'cut')
    throw new PublicError('answer_gone', 'The answer ends here because the caller disconnected.')
  stream.end(null)
}

const send = async (
  recording: Recording,
  { status, headers }: NonNullable<Recording['head']>,
  stream: ServerStream<typeof readRecording>,
  eventsBefore: number,
): Promise<void> => {
  const { operation, dialect, framing, model } = recording.generation
  let offset = recording.offsetAfter(eventsBefore)
  const { startedAtMs } = recording
  const isWaiting = recording.isRunning && offset >= recording.byteLength
  stream.respond({ status, headers, operation, dialect, framing, model, startedAtMs, isWaiting })
  let isCutArray = offset > 0 && framing === 'json-array'
  if (isCutArray) await stream.write(Buffer.from('['))
  while (!stream.signal.aborted) {
    const piece = recording.at(offset)
    if (piece === null) {
      if (!recording.isRunning) return
      await recording.changed(stream.signal)
      continue
    }
    offset += piece.byteLength
    // The array starts again: the separator of its next element is no longer needed.
    const skipped =
      isCutArray && piece.subarray(0, SEPARATOR.byteLength).equals(SEPARATOR) ? SEPARATOR.byteLength : 0
    isCutArray = false
    // A copy: the piece is freed if the record ends or is dropped while this is on its way.
    await stream.write(Buffer.from(piece.subarray(skipped)))
  }
}
