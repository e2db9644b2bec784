import type { GooglePicture, predictVideoRequestSchema } from '@gptget/api/schemas/google-videos'
import type { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import type { z } from 'zod'

type Predicted = z.output<typeof predictVideoRequestSchema>
type Asked = z.output<typeof createTaskRequestSchema>

const dataUrlOf = ({ bytesBase64Encoded, imageBytes, mimeType }: GooglePicture): string =>
  `data:${mimeType};base64,${bytesBase64Encoded ?? imageBytes}`

/** Converts a request of Google's clients to our fields; fields that only Google has stay in `input`. */
export const askedByGoogle = (
  model: string,
  { instances: [instance], parameters, labels }: Predicted,
): Asked => {
  const { prompt, image, lastFrame, referenceImages } = instance
  const { sampleCount, durationSeconds, aspectRatio, resolution, negativePrompt, seed, ...others } =
    parameters
  const { generateAudio, ...input } = others
  return withoutUndefined({
    type: 'video',
    model,
    prompt,
    n: sampleCount,
    seconds: durationSeconds,
    aspect_ratio: aspectRatio,
    resolution,
    negative_prompt: negativePrompt,
    seed,
    generate_audio: generateAudio,
    input_reference: image && dataUrlOf(image),
    last_frame: lastFrame && dataUrlOf(lastFrame),
    reference_images: referenceImages?.map(({ image: each }) => dataUrlOf(each)),
    metadata: labels,
    input: Object.keys(input).length === 0 ? undefined : input,
  })
}

const withoutUndefined = (asked: { [Name in keyof Asked]: Asked[Name] | undefined }): Asked =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Asked
