import type { RecordedRequest } from './recorded-request.ts'
import { respond, type Step } from './step.ts'

/*
 * Answers of image providers, by their documentation. `images` are base64. Used with a rule:
 * `upstream.script({ match: { path: /images/ }, choose: ({ json }) => ({ steps: openAiImageAnswer([PNG]) }) })`.
 */

const json = (value: unknown): Step[] =>
  respond(200, { 'content-type': 'application/json' }, JSON.stringify(value))

/** OpenAI's usage of GPT image models (openai 7.57.0, `ImagesResponse.Usage`). */
export const OPENAI_IMAGE_USAGE = {
  input_tokens: 50,
  input_tokens_details: { text_tokens: 10, image_tokens: 40 },
  output_tokens: 1_056,
  total_tokens: 1_106,
}

/** OpenAI: `/images/generations` and `/images/edits` of GPT image models. */
export const openAiImageAnswer = (images: readonly string[], more: object = {}): Step[] =>
  json({
    created: 1_764_400_000,
    background: 'opaque',
    output_format: 'png',
    quality: 'medium',
    size: '1024x1024',
    data: images.map((b64_json) => ({ b64_json })),
    usage: OPENAI_IMAGE_USAGE,
    ...more,
  })

/** OpenAI: the same as a stream with drafts. */
export const openAiImageStream = (
  drafts: readonly string[],
  /** null: the stream ends before the image. */
  image: string | null,
  kind = 'image_generation',
): Step[] => {
  const common = {
    background: 'opaque',
    created_at: 1_764_400_000,
    output_format: 'png',
    quality: 'medium',
    size: '1024x1024',
  }
  const events = [
    ...drafts.map((b64_json, partial_image_index) => ({
      type: `${kind}.partial_image`,
      b64_json,
      partial_image_index,
      ...common,
    })),
    ...(image === null
      ? []
      : [{ type: `${kind}.completed`, b64_json: image, usage: OPENAI_IMAGE_USAGE, ...common }]),
  ]
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
  return respond(200, { 'content-type': 'text/event-stream' }, text)
}

/** Gemini: `generateContent` with an image (ai.google.dev/gemini-api/docs/image-generation). */
export const geminiImageAnswer = (image: string): Step[] =>
  json({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ text: 'Here is a fox.' }, { inlineData: { mimeType: 'image/png', data: image } }],
        },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 12,
      candidatesTokenCount: 1_300,
      totalTokenCount: 1_312,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
      candidatesTokensDetails: [
        { modality: 'IMAGE', tokenCount: 1_290 },
        { modality: 'TEXT', tokenCount: 10 },
      ],
    },
    modelVersion: 'gemini-2.5-flash-image',
    responseId: 'upstream-response',
  })

/** Gemini: a refusal as text. */
export const geminiImageRefusal = (): Step[] =>
  json({
    candidates: [
      { content: { role: 'model', parts: [{ text: 'I cannot draw that.' }] }, finishReason: 'STOP' },
    ],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 6, totalTokenCount: 18 },
  })

/** Imagen's `predict` on Vertex AI. */
export const predictImageAnswer = (images: readonly string[]): Step[] =>
  json({
    predictions: images.map((bytesBase64Encoded) => ({ bytesBase64Encoded, mimeType: 'image/png' })),
  })

/** Imagen: the same with all images filtered. */
export const predictImageRefusal = (): Step[] =>
  json({ predictions: [{ raiFilteredReason: 'The image was filtered.' }] })

/** OpenRouter's `/images` (@openrouter/sdk 1.3.19). */
export const openRouterImageAnswer = (images: readonly string[]): Step[] =>
  json({
    created: 1_764_400_000,
    data: images.map((b64_json) => ({ b64_json, media_type: 'image/png' })),
    usage: { prompt_tokens: 12, completion_tokens: 1_290, total_tokens: 1_302, cost: 0.039 },
  })

/** xAI's `/images/generations`: a URL or base64, without token usage. */
export const xaiImageAnswer = (images: readonly ({ url: string } | { b64_json: string })[]): Step[] =>
  json({
    data: images.map((image) => ({ ...image, mime_type: 'image/png', revised_prompt: 'A fox, in detail' })),
  })

/** Parses a form that a provider received. Returns text or the bytes of a file by field. */
export const readSentForm = async ({
  headers,
  body,
}: RecordedRequest): Promise<Map<string, (string | Buffer)[]>> => {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()
  const parts = new Map<string, (string | Buffer)[]>()
  for (const [name, value] of form) {
    const part = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer())
    parts.set(name, [...(parts.get(name) ?? []), part])
  }
  return parts
}

/** Black Forest Labs: an accepted task with its polling URL (docs.bfl.ai/quick_start/generating_images). */
export const blackForestAccepted = (pollingUrl: string): Step[] =>
  json({ id: 'task-1', polling_url: pollingUrl, cost: 4, input_mp: 0, output_mp: 1.05 })

/** Black Forest Labs: the state of a task; with a URL it is ready. */
export const blackForestState = (status: string, sample?: string): Step[] =>
  json({
    id: 'task-1',
    status,
    progress: status === 'Ready' ? 1 : 0.5,
    result: sample === undefined ? null : { sample, prompt: 'A fox', seed: 1, duration: 2.1 },
  })

/** fal's queue: a state with the URLs to poll (docs.fal.ai/model-apis/model-endpoints/queue). */
export const falState = (status: string, base: string): Step[] =>
  json({
    status,
    request_id: 'request-1',
    queue_position: 0,
    response_url: `${base}/requests/request-1`,
    status_url: `${base}/requests/request-1/status`,
    cancel_url: `${base}/requests/request-1/cancel`,
  })

/** fal: the result of an image model. */
export const falImageAnswer = (urls: readonly string[], isKeptBack = false): Step[] =>
  json({
    images: urls.map((url) => ({ url, width: 32, height: 32, content_type: 'image/png' })),
    timings: { inference: 1.1 },
    seed: 1,
    has_nsfw_concepts: urls.map(() => isKeptBack),
    prompt: 'A fox',
  })

/** Replicate: a prediction (replicate.com/docs/reference/http). */
export const replicatePrediction = (
  base: string,
  status: string,
  more: { output?: string | string[]; error?: string } = {},
): Step[] =>
  json({
    id: 'prediction-1',
    model: 'black-forest-labs/flux-schnell',
    version: 'hidden',
    input: { prompt: 'A fox' },
    logs: '',
    output: more.output ?? null,
    error: more.error ?? null,
    status,
    created_at: '2026-11-29T00:00:00Z',
    urls: { get: `${base}/predictions/prediction-1`, cancel: `${base}/predictions/prediction-1/cancel` },
  })
