import { dropped } from '../canonical/dropped.ts'
import type { Loss } from '../canonical/losses.ts'
import type { LoadedImageRequest } from './image.ts'

/** The names of settings, as callers write them. */
const PARAMS = {
  size: 'size',
  quality: 'quality',
  background: 'background',
  moderation: 'moderation',
  outputFormat: 'output_format',
  outputCompression: 'output_compression',
  inputFidelity: 'input_fidelity',
  mask: 'mask',
  user: 'user',
} as const satisfies { [Name in keyof LoadedImageRequest]?: string }

/** The requested settings that a provider does not have. */
export const droppedOf = (request: LoadedImageRequest, names: readonly (keyof typeof PARAMS)[]): Loss[] =>
  dropped(names.filter((name) => request[name] !== null).map((name) => PARAMS[name]))
