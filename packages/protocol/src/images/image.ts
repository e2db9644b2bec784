import type { Loss } from '../canonical/losses.ts'
import type { FinishReason } from '../canonical/events.ts'
import type { Usage } from '../canonical/usage.ts'

/** The source of an input image. */
export type ImageSource =
  /** In the request. */
  | { type: 'data'; mediaType: string; base64: string }
  /** A URL from the caller. */
  | { type: 'url'; url: string }
  /** Stored here: an upload, or an image created here. */
  | { type: 'media'; mediaId: string; index: number }

/** A loaded image. */
export type ImageData = { mediaType: string; base64: string }

export const IMAGE_RESPONSE_FORMATS = ['url', 'b64_json'] as const

export const IMAGE_OUTPUT_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'svg'] as const

/** The frames of a GIF. */
export const MAX_FRAMES = 16

export type SvgAuthor = { model?: string | undefined; effort?: string | undefined }

/** An image request. `null`: not given, or `auto`. */
export type ImageRequest<Source = ImageSource> = {
  model: string
  prompt: string
  count: number
  size: { width: number; height: number } | null
  quality: string | null
  background: 'transparent' | 'opaque' | null
  moderation: 'low' | null
  outputFormat: (typeof IMAGE_OUTPUT_FORMATS)[number] | null
  /** For a GIF. */
  frameCount: number | null
  frameDurationMs: number | null
  /** The model that writes an SVG, if it can be chosen. */
  svg: SvgAuthor | null
  /** In percent. */
  outputCompression: number | null
  inputFidelity: 'low' | 'high' | null
  isStream: boolean
  partialImages: number
  responseFormat: (typeof IMAGE_RESPONSE_FORMATS)[number]
  /** Input images. With any, the request is an edit. */
  inputs: readonly Source[]
  mask: Source | null
  user: string | null
}

/** The same with loaded images. */
export type LoadedImageRequest = ImageRequest<ImageData>

/** A generated image: its bytes, or a temporary URL of the provider. */
export type MadeImage = ({ base64: string } | { url: string }) & {
  mediaType?: string
  revisedPrompt?: string
}

export type ImageResult = {
  images: readonly MadeImage[]
  usage?: Usage
  finish?: { reason: FinishReason; raw?: string }
  /** The attributes that the provider reports. */
  size?: string
  quality?: string
  background?: string
  outputFormat?: string
}

/** The body of a request: JSON, or a form with files. */
export type ImageBody =
  | { type: 'json'; value: Record<string, unknown> }
  | { type: 'form'; fields: [name: string, value: string][]; files: (ImageData & { name: string })[] }

/**
 * A poll of work in progress. `url`: null for the previous URL. It is sent at once or after a while.
 */
export type NextRequest = { url: string | null; isAtOnce: boolean }

/** The format of image requests to a provider. */
export type ImageWire = {
  /**
   * `path`: the path below the provider's base URL, if the usual one is not used.
   * @throws PublicError naming an unsupported feature
   */
  writeRequest(request: LoadedImageRequest, model: string): { body: ImageBody; losses: Loss[]; path?: string }
  /**
   * For a provider that answers before the images are created: the poll that its answer requests; null for the last
   * answer. @throws FaultError if it reports a failure
   */
  next?(body: unknown): NextRequest | null
  /** @throws FaultError if the body is not a valid answer */
  readResult(body: unknown): ImageResult
  /** Whether it streams drafts and images as OpenAI's events. */
  hasStream: boolean
}
