import { dropped } from '../canonical/dropped.ts'
import type { Loss } from '../canonical/losses.ts'
import type { EmbeddingRequest } from './embedding.ts'

/** What of a request stays behind when the provider speaks another dialect. */
export const droppedExtensions = ({ extensions }: EmbeddingRequest): Loss[] =>
  dropped(Object.keys(extensions))
