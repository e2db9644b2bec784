import type { Loss } from '../canonical/losses.ts'
import type { FinishReason } from '../canonical/events.ts'
import type { Usage } from '../canonical/usage.ts'

/** Where a picture that goes in is. */
export type ImageSource =
  /** In the request itself. */
  | { type: 'data'; mediaType: string; base64: string }
  /** Anywhere, by whoever wrote the request. */
  | { type: 'url'; url: string }
  /** Stored here: an upload, or an image that was made here. */
  | { type: 'media'; mediaId: string; index: number }

/** A picture that is here. */
export type ImageData = { mediaType: string; base64: string }

export const IMAGE_RESPONSE_FORMATS = ['url', 'b64_json'] as const

/** What is asked of a model that makes pictures. `null`: it was not said, or `auto`. */
export type ImageRequest<Source = ImageSource> = {
  model: string
  prompt: string
  count: number
  size: { width: number; height: number } | null
  quality: string | null
  background: 'transparent' | 'opaque' | null
  moderation: 'low' | null
  outputFormat: 'png' | 'jpeg' | 'webp' | null
  /** Percent. */
  outputCompression: number | null
  inputFidelity: 'low' | 'high' | null
  isStream: boolean
  partialImages: number
  responseFormat: (typeof IMAGE_RESPONSE_FORMATS)[number]
  /** Pictures to work from: with any, it is an edit. */
  inputs: readonly Source[]
  mask: Source | null
  user: string | null
}

/** The same with its pictures. */
export type LoadedImageRequest = ImageRequest<ImageData>

/** A picture that was made: its bytes, or where its maker keeps them for a while. */
export type MadeImage = ({ base64: string } | { url: string }) & {
  mediaType?: string
  revisedPrompt?: string
}

export type ImageResult = {
  images: readonly MadeImage[]
  usage?: Usage
  finish?: { reason: FinishReason; raw?: string }
  /** What the provider says it made, where it says so. */
  size?: string
  quality?: string
  background?: string
  outputFormat?: string
}

/** A request's body: JSON, or a form with files. */
export type ImageBody =
  | { type: 'json'; value: Record<string, unknown> }
  | { type: 'form'; fields: [name: string, value: string][]; files: (ImageData & { name: string })[] }

/** How a provider is asked for pictures. */
export type ImageWire = {
  /** @throws PublicError naming what it cannot do */
  writeRequest(request: LoadedImageRequest, model: string): { body: ImageBody; losses: Loss[] }
  /** @throws FaultError when the body is no answer */
  readResult(body: unknown): ImageResult
  /** Whether it sends a picture's drafts and the picture as OpenAI's events. */
  hasStream: boolean
}
