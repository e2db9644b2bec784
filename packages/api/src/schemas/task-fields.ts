import { z } from 'zod'

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine(
      (value) => value.isWellFormed() && !value.includes('\0'),
      'must not contain a NUL character or an unpaired surrogate',
    )

/** Forms contain only text. */
const numberOrText = (most: number) => z.union([z.int().min(1).max(most), z.string().regex(/^[1-9]\d{0,2}$/)])

const picture = z.union([
  z.string().max(16_000_000),
  z.strictObject({ image_url: z.string().max(16_000_000) }),
  z.strictObject({
    media_id: z.string().max(100),
    index: z.int().min(0).max(999).optional(),
    sha256: z.string().optional(),
  }),
])
export type Picture = z.output<typeof picture>

/** A caller's own labels. */
export const labels = z
  .record(z.string().max(64), z.string().max(512))
  .refine((value) => Object.keys(value).length <= 16, 'at most 16 entries')

/** The fields of a task's result, the same in every API. */
export const taskFields = {
  prompt: text(32_000).optional().describe('What it should show or sound like.'),
  negative_prompt: text(8_000).optional().describe('What it should not show, if the model supports it.'),
  seconds: numberOrText(600)
    .optional()
    .describe('The length: a number, or a number as text. Each model supports certain lengths.'),
  duration: numberOrText(600).optional().describe('The same as `seconds`.'),
  size: z
    .string()
    .regex(/^\d{2,4}x\d{2,4}$/, 'expected a size such as 1280x720')
    .optional()
    .describe('Width and height: `1280x720`. Models that only support aspect ratios use the closest one.'),
  aspect_ratio: z
    .string()
    .regex(/^\d{1,2}:\d{1,2}$/, 'expected a ratio such as 16:9')
    .optional()
    .describe('The aspect ratio: `16:9`.'),
  resolution: z.string().max(20).optional().describe('The resolution: `720p`, `1080p`.'),
  quality: z.string().max(40).optional().describe('The quality, in the model’s own terms.'),
  n: numberOrText(10).optional().describe('How many to create. Most models create one.'),
  seed: z
    .union([z.int(), z.string().regex(/^\d{1,10}$/)])
    .optional()
    .describe('A seed for reproducible results, if the model supports it.'),
  generate_audio: z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .optional()
    .describe('Whether a video has sound.'),
  input_reference: picture
    .optional()
    .describe(
      'The first image: a URL, a data URL, `{ "image_url": … }`, `{ "media_id": "img_…" }` for one created here, or a file in a form.',
    ),
  last_frame: picture.optional().describe('The last image.'),
  reference_images: z
    .array(picture)
    .max(8)
    .optional()
    .describe('Reference images of what should appear in it.'),
  callback_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('A URL that is notified when it ends, like a webhook.'),
  metadata: labels.optional().describe('Your own metadata, returned unchanged.'),
}

export const modelField = z
  .string()
  .min(1)
  .max(200)
  .describe(
    'The model: `provider/model`, with the type of the task among its output modalities (`GET /v1/models`).',
  )
