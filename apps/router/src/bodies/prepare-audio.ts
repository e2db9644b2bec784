import {
  audioWiresOf,
  readSpeechRequest,
  readTranscriptionRequest,
  readTranslationRequest,
  refuseLosses,
} from '@gptget/protocol'
import type { SpeechRequest, TranscriptionRequest } from '@gptget/protocol'
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

/** A text to be spoken, for a provider. */
export const prepareSpeech = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
): PreparedAs<'spoken'> => {
  const request = readSpeech(sent, head)
  const { body, losses } = audioWiresOf(dialect).speech.writeRequest(request, target.model)
  if (head.isStrict) refuseLosses(losses)
  return { body: Buffer.from(JSON.stringify(body)), losses, answering: { type: 'spoken', request } }
}

/** A sound to be understood, for a provider; it is in the body by now. */
export const prepareTranscription = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
): PreparedAs<'transcribed'> => {
  const request = readTranscription(sent, head)
  const { sound } = request
  if (sound.type !== 'data') throw new Error('a sound was not fetched')
  const { mediaType, base64 } = sound
  const { body, losses } = audioWiresOf(dialect).transcriptions.writeRequest(
    request,
    { mediaType, base64 },
    target.model,
  )
  if (head.isStrict) refuseLosses(losses)
  const written =
    body.type === 'form'
      ? writeForm({ ...body, files: [{ ...body.file, name: 'file' }] })
      : { body: Buffer.from(JSON.stringify(body.value)) }
  const kept = { ...request, sound: { ...sound, base64: '' } }
  return { ...written, losses, answering: { type: 'transcribed', request: kept } }
}

/** The same body with the sound itself in it. */
export const withSound = (
  sent: Buffer,
  { mediaType, base64 }: { mediaType: string; base64: string },
): Buffer => {
  const body = JSON.parse(sent.toString()) as { file: object }
  return Buffer.from(JSON.stringify({ ...body, file: { ...body.file, media_type: mediaType, data: base64 } }))
}
