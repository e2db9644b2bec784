import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const fields = {
  ...preferenceFields,
  model: z
    .string()
    .describe('Which model: `provider/model`, with `image` among its output modalities (`GET /v1/models`).'),
  prompt: z.string().describe('What the image should show. At most 32,000 characters.'),
  n: z.int().min(1).max(10).optional().describe('How many images. Some providers can only create one.'),
  size: z
    .string()
    .optional()
    .describe(
      '`auto`, or width and height: `1024x1024`. If the model supports only certain shapes, the closest one is used and named in `x-gptget-losses`.',
    ),
  quality: z
    .enum(['auto', 'low', 'medium', 'high', 'xhigh', 'max', 'standard', 'hd'])
    .optional()
    .describe('The quality. Better images cost more.'),
  background: z
    .enum(['auto', 'transparent', 'opaque'])
    .optional()
    .describe('Transparent needs `png` or `webp`.'),
  moderation: z.enum(['auto', 'low']).optional().describe('How strictly OpenAI moderates the prompt.'),
  output_format: z
    .enum(['png', 'jpeg', 'webp', 'gif', 'svg'])
    .optional()
    .describe(
      'The format of the file. `gif` and `svg` need a provider that supports them (OpenAI, OpenRouter); an SVG is served as a download.',
    ),
  frame_count: z.int().min(2).max(16).optional().describe('How many frames a `gif` has.'),
  frame_duration_ms: z.int().min(1).optional().describe('How long each frame of a `gif` is shown.'),
  svg: z
    .looseObject({
      model: z.string().optional(),
      reasoning: z.looseObject({ effort: z.string().optional() }).optional(),
    })
    .optional()
    .describe(
      'Which model writes an `svg`, if the provider lets you choose. Its tokens are charged like the image model’s text.',
    ),
  output_compression: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('Compression of `jpeg` and `webp`, in percent.'),
  response_format: z
    .enum(['url', 'b64_json'])
    .optional()
    .describe('A URL on this server, which needs your key (the default), or the bytes themselves.'),
  stream: z.boolean().optional().describe('Answer as server-sent events.'),
  partial_images: z
    .int()
    .min(0)
    .max(3)
    .optional()
    .describe('How many drafts a stream sends, if the provider supports them.'),
  user: z.string().optional().describe('Your own id of the end user, passed on to the provider.'),
}

export const imageRequestDescription = z.looseObject(fields).meta({ id: 'ImageRequest' })

const picture = z.union([
  z.string(),
  z.looseObject({
    image_url: z.string().optional(),
    media_id: z.string().optional(),
    index: z.int().optional(),
  }),
])

export const imageEditRequestDescription = z
  .looseObject({
    ...fields,
    image: z
      .union([picture, z.array(picture)])
      .describe(
        'One or up to 16 images to work from: a data URL, an `http` URL, `{ "image_url": … }`, or `{ "media_id": "img_…", "index": 0 }` for an image created here. In a form: files.',
      ),
    mask: picture
      .optional()
      .describe('A mask: a PNG with the size of the image. Only its transparent parts are changed.'),
    input_fidelity: z
      .enum(['low', 'high'])
      .optional()
      .describe('How closely the result follows the input images.'),
  })
  .meta({ id: 'ImageEditRequest' })

const count = z.int().nonnegative()

const usage = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  cost: z.number().describe('US dollars.'),
})

export const imagesSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`. It is also the id of the content.'),
    created: z.int(),
    model: z.string(),
    data: z.array(
      z.looseObject({
        url: z.string().optional().describe('A URL on this server, never on a provider’s.'),
        b64_json: z.string().optional(),
        revised_prompt: z.string().optional(),
      }),
    ),
    usage,
  })
  .meta({ id: 'Images' })

export const imageEventSchema = z
  .looseObject({
    type: z.enum([
      'image_generation.partial_image',
      'image_generation.completed',
      'image_edit.partial_image',
      'image_edit.completed',
    ]),
    b64_json: z.string(),
    url: z.string().optional(),
    usage: usage.optional(),
  })
  .meta({ id: 'ImageEvent' })
