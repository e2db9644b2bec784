import { compact } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import type { ImageBody, ImageWire, LoadedImageRequest, SvgAuthor } from '../image.ts'
import { readOpenAiImages } from '../read-openai-answer.ts'
import { sizeText } from '../sizes.ts'

/**
 * OpenAI and compatible providers (openai 7.57.0, `resources/images.d.ts`). `response_format` is not sent: GPT image
 * models refuse it and always return base64. URLs of other providers are fetched.
 */
export const openAiImages: ImageWire = {
  writeRequest: (request, model) => ({ body: bodyOf(request, fieldsOf(request, model)), losses: [] }),
  readResult: (body) => readOpenAiImages(body),
  hasStream: true,
}

const fieldsOf = (request: LoadedImageRequest, model: string): JsonObject =>
  compact({
    model,
    prompt: request.prompt,
    n: request.count === 1 ? undefined : request.count,
    size: sizeText(request.size),
    quality: request.quality ?? undefined,
    background: request.background ?? undefined,
    moderation: request.moderation ?? undefined,
    output_format: request.outputFormat ?? undefined,
    output_compression: request.outputCompression ?? undefined,
    frame_count: request.frameCount ?? undefined,
    frame_duration_ms: request.frameDurationMs ?? undefined,
    input_fidelity: request.inputFidelity ?? undefined,
    stream: request.isStream ? true : undefined,
    partial_images: request.isStream ? request.partialImages : undefined,
    user: request.user ?? undefined,
  })

/** Edits are sent as forms. */
const bodyOf = ({ inputs, mask, svg }: LoadedImageRequest, fields: JsonObject): ImageBody =>
  inputs.length === 0
    ? { type: 'json', value: compact({ ...fields, svg: svgOf(svg) }) }
    : {
        type: 'form',
        fields: [
          ...Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
          ...svgFields(svg),
        ],
        files: [
          ...inputs.map((input) => ({ ...input, name: inputs.length === 1 ? 'image' : 'image[]' })),
          ...(mask ? [{ ...mask, name: 'mask' }] : []),
        ],
      }

const svgOf = (svg: SvgAuthor | null): JsonObject | undefined =>
  svg === null
    ? undefined
    : compact({
        model: svg.model,
        reasoning: svg.effort === undefined ? undefined : { effort: svg.effort },
      })

const svgFields = (svg: SvgAuthor | null): [string, string][] => [
  ...(svg?.model === undefined ? [] : ([['svg[model]', svg.model]] as [string, string][])),
  ...(svg?.effort === undefined ? [] : ([['svg[reasoning][effort]', svg.effort]] as [string, string][])),
]
