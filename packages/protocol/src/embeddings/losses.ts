import { dropped } from '../canonical/dropped.ts'
import type { Loss } from '../canonical/losses.ts'
import type { EmbeddingRequest } from './embedding.ts'

/** The fields of a request that are lost with a provider of another dialect. */
export const droppedExtensions = ({ extensions }: EmbeddingRequest): Loss[] =>
  dropped(Object.keys(extensions))
