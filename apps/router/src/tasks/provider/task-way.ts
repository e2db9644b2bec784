import type { TaskType } from '@gptget/contracts'
import { imageQuirksFor, imageWireOf, taskWireOf } from '@gptget/protocol'
import type { ImageWire, TaskWire } from '@gptget/protocol'
import { hasOperation } from '@gptget/providers'
import type { Provider } from '@gptget/providers'
import type { RouterContext } from '../../context.ts'

/** How a provider does a task: it begins, and is polled; or its one answer holds the images. */
export type TaskWay = { type: 'polled'; wire: TaskWire } | { type: 'answered'; wire: ImageWire }

/** How a provider does tasks of a type with a model that makes so much; null where it does none. */
export const wayOf = (
  provider: Pick<Provider, 'dialect' | 'quirks'>,
  type: TaskType,
  outputModalities: readonly string[],
): TaskWay | null => {
  const { dialect, quirks } = provider
  const wire = taskWireOf(dialect, quirks)
  if (wire?.types.includes(type) === true) return { type: 'polled', wire }
  const hasTasksOnly = quirks.taskMethod !== undefined && quirks.imageMethod === undefined
  if (type !== 'image' || hasTasksOnly || !hasOperation(dialect, 'images')) return null
  return { type: 'answered', wire: imageWireOf(dialect, imageQuirksFor(provider, outputModalities)) }
}

/** How long images that an answer holds usually take. */
const USUAL_ANSWER_MS = 20_000

export const usualMsOf = (way: TaskWay): number =>
  way.type === 'polled' ? way.wire.usualMs : USUAL_ANSWER_MS

/** What a model makes; nothing where it is not offered any more. */
export const modalitiesOf = ({ catalog }: Pick<RouterContext, 'catalog'>, model: string | null): string[] =>
  (model === null ? undefined : catalog().models.get(model))?.public.outputModalities ?? []
