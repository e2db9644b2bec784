import {
  audioWiresOf,
  readSpeechRequest,
  readTranscriptionRequest,
  readTranslationRequest,
  refuseLosses,
  voiceOf,
} from '@gptget/protocol'
import type { SpeechRequest, TranscriptionRequest, WrittenTranscription } from '@gptget/protocol'
import type { Answering, Prepared, ReadHead, Serving } from './prepared.ts'
import { writeForm } from './write-form.ts'

type PreparedAs<Type extends Answering['type']> = Prepared<Extract<Answering, { type: Type }>>

export const readSpeech = (sent: Buffer, { model }: Pick<ReadHead, 'model'>): SpeechRequest =>
  readSpeechRequest({ ...(JSON.parse(sent.toString()) as object), model })

export const readTranscription = (
  sent: Buffer,
  { model, operation }: Pick<ReadHead, 'model' | 'operation'>,
): TranscriptionRequest => {
  const read = operation === 'translations' ? readTranslationRequest : readTranscriptionRequest
  return read({ ...(JSON.parse(sent.toString()) as object), model })
}

/** A text to speak, for a provider. */
export const prepareSpeech = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
): PreparedAs<'spoken'> => {
  const asked = readSpeech(sent, head)
  const request = { ...asked, voice: voiceOf(asked.voice, target.voices) }
  const wire = audioWiresOf(dialect, target.quirks).speech
  const { body, ...written } = wire.writeRequest(request, target.model)
  if (head.isStrict) refuseLosses(written.losses)
  return { body: Buffer.from(JSON.stringify(body)), ...written, answering: { type: 'spoken', request } }
}

/** Audio to transcribe, for a provider; it is in the body by now. */
export const prepareTranscription = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
): PreparedAs<'transcribed'> => {
  const request = readTranscription(sent, head)
  const { sound } = request
  if (sound.type !== 'data') throw new Error('a sound was not fetched')
  const { mediaType, base64 } = sound
  const wire = audioWiresOf(dialect, target.quirks).transcriptions
  const { body, ...written } = wire.writeRequest(request, { mediaType, base64 }, target.model)
  if (head.isStrict) refuseLosses(written.losses)
  const kept = { ...request, sound: { ...sound, base64: '' } }
  return { ...bytesOf(body), ...written, answering: { type: 'transcribed', request: kept } }
}

const bytesOf = (body: WrittenTranscription['body']): Pick<Prepared, 'body' | 'contentType'> => {
  switch (body.type) {
    case 'form':
      return writeForm({ ...body, files: [{ ...body.file, name: 'file' }] })
    case 'sound':
      return { body: Buffer.from(body.file.base64, 'base64'), contentType: body.file.mediaType }
    case 'json':
      return { body: Buffer.from(JSON.stringify(body.value)) }
  }
}

/** The same body with the audio in it. */
export const withSound = (
  sent: Buffer,
  { mediaType, base64 }: { mediaType: string; base64: string },
): Buffer => {
  const body = JSON.parse(sent.toString()) as { file: object }
  return Buffer.from(JSON.stringify({ ...body, file: { ...body.file, media_type: mediaType, data: base64 } }))
}
