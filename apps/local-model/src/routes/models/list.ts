import type { Context } from '../../context.ts'
import { EMBEDDING_MODEL } from '../../embeddings/embedding-model.ts'
import { SPEECH_MODEL } from '../../speech/speech-model.ts'
import { VOICE_NAMES } from '../../speech/voices.ts'
import { TRANSCRIPTION_MODEL } from '../../transcription/transcription-model.ts'
import type { HonoContext } from '../../requests/hono-context.ts'

/** `GET /v1/models`: the language model, the sentence encoder, the voices, and the transcription model. */
export const listModels =
  ({ modelId, contextTokens }: Context) =>
  (c: HonoContext): Response =>
    c.json({
      object: 'list',
      data: [
        printModel(modelId, { context_length: contextTokens }),
        printModel(EMBEDDING_MODEL.modelId, { context_length: EMBEDDING_MODEL.contextTokens }),
        printModel(SPEECH_MODEL.modelId, { voices: VOICE_NAMES }),
        printModel(TRANSCRIPTION_MODEL.modelId, {}),
      ],
    })

const printModel = (id: string, details: object) => ({
  id,
  object: 'model',
  created: 0,
  owned_by: 'local',
  ...details,
})
