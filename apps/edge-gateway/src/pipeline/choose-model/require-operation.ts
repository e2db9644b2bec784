import type { CatalogModel, OperationName } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'

type Special = { operations: readonly OperationName[]; noun: string; path: string }

/** The output of models with only one kind of output, and the path for it. */
const SPECIAL: Readonly<Record<string, Special>> = {
  embeddings: { operations: ['embeddings'], noun: 'embeddings', path: '/v1/embeddings' },
  image: { operations: ['images'], noun: 'images', path: '/v1/images/generations' },
  speech: { operations: ['speech'], noun: 'speech', path: '/v1/audio/speech' },
  transcription: {
    operations: ['transcriptions', 'translations'],
    noun: 'transcripts',
    path: '/v1/audio/transcriptions',
  },
  rerank: { operations: ['rerank'], noun: 'ranks', path: '/v1/rerank' },
}

/** @throws PublicError 400 if a model does not support the operation. */
export const requireOperation = (
  { id, outputModalities }: Pick<CatalogModel, 'id' | 'outputModalities'>,
  operation: OperationName,
): void => {
  // The common case.
  if (operation === 'chat' && outputModalities.includes('text')) return
  for (const [modality, { operations, noun, path }] of Object.entries(SPECIAL)) {
    if (operations.includes(operation)) {
      if (!outputModalities.includes(modality)) throw refused(makesNo(id, noun, modality))
    } else if (outputModalities.every((each) => each === modality)) throw refused(makesOnly(id, noun, path))
  }
}

const makesOnly = (id: string, noun: string, path: string): string =>
  `The model "${id}" makes ${noun} only: use ${path}.`

const makesNo = (id: string, noun: string, modality: string): string =>
  `The model "${id}" makes no ${noun}. GET /v1/models lists those that do, with "${modality}" among their output_modalities.`

const refused = (message: string): PublicError =>
  new PublicError('invalid_request', message, { param: 'model' })
