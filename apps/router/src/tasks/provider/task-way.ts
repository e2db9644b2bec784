import type { TaskType } from '@gptget/contracts'
import { imageQuirksFor, imageWireOf, songWireOf, taskWireOf } from '@gptget/protocol'
import type { ImageWire, SongWire, TaskWire } from '@gptget/protocol'
import { hasOperation } from '@gptget/providers'
import type { Provider } from '@gptget/providers'
import type { RouterContext } from '../../context.ts'

/** How a provider does a task: it begins, and is polled; or its one answer holds what was made. */
export type TaskWay =
  | { type: 'polled'; wire: TaskWire }
  | { type: 'answered'; makes: 'images'; wire: ImageWire }
  | { type: 'answered'; makes: 'song'; wire: SongWire }

/** How a provider does tasks of a type with a model that makes so much; null where it does none. */
export const wayOf = (
  provider: Pick<Provider, 'dialect' | 'quirks'>,
  type: TaskType,
  outputModalities: readonly string[],
): TaskWay | null => {
  const { dialect, quirks } = provider
  const wire = taskWireOf(dialect, quirks)
  if (wire?.types.includes(type) === true) return { type: 'polled', wire }
  if (type === 'image') return imagesAt(provider, outputModalities)
  const songs = type === 'music' && quirks.taskMethod === undefined ? songWireOf(dialect) : null
  return songs && { type: 'answered', makes: 'song', wire: songs }
}

const imagesAt = (
  provider: Pick<Provider, 'dialect' | 'quirks'>,
  outputModalities: readonly string[],
): TaskWay | null => {
  const { dialect, quirks } = provider
  const hasTasksOnly = quirks.taskMethod !== undefined && quirks.imageMethod === undefined
  if (hasTasksOnly || !hasOperation(dialect, 'images')) return null
  const wire = imageWireOf(dialect, imageQuirksFor(provider, outputModalities))
  return { type: 'answered', makes: 'images', wire }
}

/** How long what an answer holds usually takes. */
const USUAL_ANSWER_MS = 20_000

export const usualMsOf = (way: TaskWay): number =>
  way.type === 'polled' ? way.wire.usualMs : USUAL_ANSWER_MS

/** What a model makes; nothing where it is not offered any more. */
export const modalitiesOf = ({ catalog }: Pick<RouterContext, 'catalog'>, model: string | null): string[] =>
  (model === null ? undefined : catalog().models.get(model))?.public.outputModalities ?? []
