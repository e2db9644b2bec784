import type { TaskType } from '@gptget/contracts'
import { imageQuirksFor, imageWireOf, songWireOf, taskWireOf } from '@gptget/protocol'
import type { ImageWire, SongWire, TaskWire } from '@gptget/protocol'
import { hasOperation } from '@gptget/providers'
import type { Provider } from '@gptget/providers'
import type { RouterContext } from '../../context.ts'

/** How a provider performs a task: it starts and is polled, or its one answer contains the result. */
export type TaskWay =
  | { type: 'polled'; wire: TaskWire }
  | { type: 'answered'; makes: 'images'; wire: ImageWire }
  | { type: 'answered'; makes: 'song'; wire: SongWire }

/** How a provider performs tasks of a type with a model of these output modalities; null if it does not. */
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

/** The usual duration of an answer. */
const USUAL_ANSWER_MS = 20_000

export const usualMsOf = (way: TaskWay): number =>
  way.type === 'polled' ? way.wire.usualMs : USUAL_ANSWER_MS

/** The output modalities of a model; empty if it is no longer offered. */
export const modalitiesOf = ({ catalog }: Pick<RouterContext, 'catalog'>, model: string | null): string[] =>
  (model === null ? undefined : catalog().models.get(model))?.public.outputModalities ?? []
