import type { Loss } from '../canonical/losses.ts'
import type { EmbeddingRequest } from './embedding.ts'

/** What of a request stays behind when the provider speaks another dialect. */
export const droppedExtensions = ({ extensions }: EmbeddingRequest): Loss[] =>
  Object.keys(extensions).map((param) => ({
    param,
    action: 'dropped',
    reason: 'The provider that serves this model has no such field.',
  }))
