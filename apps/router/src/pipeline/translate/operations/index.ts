import type { OperationName } from '@gptget/contracts'
import type { Operation } from '../../generation/operation.ts'
import { chat } from './chat.ts'
import { completions } from './completions.ts'
import { embeddings } from './embeddings.ts'
import { images } from './images.ts'
import { rerank } from './rerank.ts'
import { speech } from './speech.ts'
import { transcriptions, translations } from './transcriptions.ts'
import { moderations } from './moderations.ts'

/** The operations of this router. */
export const OPERATIONS: Record<OperationName, Operation> = {
  chat,
  embeddings,
  completions,
  moderations,
  images,
  speech,
  transcriptions,
  translations,
  rerank,
}
