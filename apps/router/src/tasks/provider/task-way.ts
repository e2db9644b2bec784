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

/** Work of minutes: callers learn 5 s late on average. */
const LONG_WORK: ReadonlySet<TaskType> = new Set(['video', 'music', 'suno'])
const LONG_WORK_POLL_MS = 10_000
/** A provider that calls when a task has news is polled only in case that a call is lost. */
const CALLED_BACK_TIMES = 3

/** How often a task is polled while it is expected to run. */
export const pollMsOf = (
  wire: TaskWire,
  { type, webhookUrl }: { type: TaskType; webhookUrl: string | null },
): number => {
  const pollMs = LONG_WORK.has(type) ? Math.max(LONG_WORK_POLL_MS, wire.pollIntervalMs) : wire.pollIntervalMs
  const isCalledBack = webhookUrl !== null && wire.webhook !== undefined && wire.webhook.taskIn === undefined
  return isCalledBack ? pollMs * CALLED_BACK_TIMES : pollMs
}

/** The output modalities of a model; empty if it is no longer offered. */
export const modalitiesOf = ({ catalog }: Pick<RouterContext, 'catalog'>, model: string | null): string[] =>
  (model === null ? undefined : catalog().models.get(model))?.public.outputModalities ?? []
