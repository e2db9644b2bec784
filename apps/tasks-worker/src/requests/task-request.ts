import type { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import type { Picture } from '@gptget/api/schemas/task-fields'
import { sendBody } from '@gptget/bus'
import { storeFile } from '@gptget/contracts'
import type { TaskImage, TaskRequest } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { z } from 'zod'
import type { Context } from '../context.ts'

type Asked = Omit<z.output<typeof createTaskRequestSchema>, 'type' | 'model'>

const INPUT_RETENTION_MS = 86_400_000
const MAX_PICTURE_BYTES = 20 * 1024 * 1024

type Owner = { accountId: string; mediaId: string }

/** The request in our format. Images in the body are stored like those of a form. */
export const taskRequestOf = async (context: Context, owner: Owner, asked: Asked): Promise<TaskRequest> => {
  const images = await imagesOf(context, owner, asked)
  return withoutUndefined({
    prompt: asked.prompt,
    negativePrompt: asked.negative_prompt,
    seconds: numberOf(asked.seconds ?? asked.duration),
    size: asked.size,
    aspectRatio: asked.aspect_ratio,
    resolution: asked.resolution,
    quality: asked.quality,
    count: numberOf(asked.n),
    seed: numberOf(asked.seed),
    hasAudio: asked.generate_audio === undefined ? undefined : String(asked.generate_audio) === 'true',
    lyrics: asked.lyrics,
    title: asked.title,
    tags: asked.tags,
    isInstrumental: asked.instrumental,
    action: asked.action,
    images,
    input: asked.input ?? {},
  })
}

/** Forms only have texts. */
const numberOf = (value: string | number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value)

const withoutUndefined = (request: {
  [Name in keyof TaskRequest]: TaskRequest[Name] | undefined
}): TaskRequest =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as TaskRequest

const imagesOf = async (context: Context, owner: Owner, asked: Asked): Promise<TaskImage[]> => {
  const given: [role: TaskImage['role'], picture: Picture][] = [
    ...(asked.input_reference === undefined ? [] : [['first', asked.input_reference] as const]),
    ...(asked.last_frame === undefined ? [] : [['last', asked.last_frame] as const]),
    ...(asked.reference_images ?? []).map((picture) => ['reference', picture] as const),
  ].map(([role, picture]) => [role, picture])
  const images: TaskImage[] = []
  // One after the other: each may have many megabytes.
  for (const [position, [role, picture]] of given.entries())
    images.push({ role, source: await sourceOf(context, owner, picture, 100 + position) })
  return images
}

const sourceOf = async (
  context: Context,
  owner: Owner,
  picture: Picture,
  index: number,
): Promise<TaskImage['source']> => {
  if (typeof picture === 'object' && 'media_id' in picture)
    return { mediaId: picture.media_id, index: picture.index ?? 0 }
  const url = typeof picture === 'string' ? picture : picture.image_url
  if (/^https?:\/\//i.test(url)) return { url }
  const data = /^data:(image\/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(url)
  if (data === null)
    throw new PublicError(
      'invalid_request',
      'input_reference: send an http address or a data URL of an image.',
      {
        param: 'input_reference',
      },
    )
  const head = {
    ...owner,
    index,
    variant: '',
    kind: 'input' as const,
    declaredType: data[1]!,
    maxBytes: MAX_PICTURE_BYTES,
    retentionMs: INPUT_RETENTION_MS,
  }
  await sendBody(context.bus, storeFile, head, Buffer.from(data[2]!, 'base64'))
  return { mediaId: owner.mediaId, index }
}
