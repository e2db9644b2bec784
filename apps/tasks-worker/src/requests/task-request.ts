import type { TaskImage, TaskRequest } from '@gptget/contracts'
import type { ReadTask } from '../bodies/read-task.ts'

/** The request in our format. */
export const taskRequestOf = (asked: ReadTask['asked'], images: TaskImage[]): TaskRequest =>
  withoutUndefined({
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

/** Forms only have texts. */
const numberOf = (value: string | number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value)

const withoutUndefined = (request: {
  [Name in keyof TaskRequest]: TaskRequest[Name] | undefined
}): TaskRequest =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as TaskRequest
