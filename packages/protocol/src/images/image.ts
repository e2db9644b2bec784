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

export const IMAGE_OUTPUT_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'svg'] as const

export type SvgAuthor = { model?: string | undefined; effort?: string | undefined }

/** What is asked of a model that makes pictures. `null`: it was not said, or `auto`. */
export type ImageRequest<Source = ImageSource> = {
  model: string
  prompt: string
  count: number
  size: { width: number; height: number } | null
  quality: string | null
  background: 'transparent' | 'opaque' | null
  moderation: 'low' | null
  outputFormat: (typeof IMAGE_OUTPUT_FORMATS)[number] | null
  /** Of a GIF. */
  frameCount: number | null
  frameDurationMs: number | null
  /** Who writes an SVG, where that may be chosen. */
  svg: SvgAuthor | null
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

/**
 * Asking again after work that goes on. `url`: null is where was asked last; it is to be asked at once or after a
 * while.
 */
export type NextRequest = { url: string | null; isAtOnce: boolean }

/** How a provider is asked for pictures. */
export type ImageWire = {
  /**
   * `path`: where it is sent below the provider's address, if the body does not say all.
   * @throws PublicError naming what it cannot do
   */
  writeRequest(request: LoadedImageRequest, model: string): { body: ImageBody; losses: Loss[]; path?: string }
  /**
   * Of a provider that answers before the pictures are made: where its answer says to ask again, null where it is the
   * last. @throws FaultError where it says that they will not be made
   */
  next?(body: unknown): NextRequest | null
  /** @throws FaultError when the body is no answer */
  readResult(body: unknown): ImageResult
  /** Whether it sends a picture's drafts and the picture as OpenAI's events. */
  hasStream: boolean
}
