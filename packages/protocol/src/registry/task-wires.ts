import type { Dialect } from '@gptget/contracts'
import type { Quirks } from '../dialect.ts'
import type { TaskMethod } from '../tasks/methods.ts'
import type { TaskWire } from '../tasks/wire.ts'
import { fal } from '../tasks/wires/fal.ts'
import { kling } from '../tasks/wires/kling.ts'
import { luma } from '../tasks/wires/luma.ts'
import { midjourney } from '../tasks/wires/midjourney.ts'
import { minimax } from '../tasks/wires/minimax.ts'
import { openAiVideos } from '../tasks/wires/openai-videos.ts'
import { openRouterVideos } from '../tasks/wires/openrouter-videos.ts'
import { replicate } from '../tasks/wires/replicate.ts'
import { runway } from '../tasks/wires/runway.ts'
import { seedance } from '../tasks/wires/seedance.ts'
import { suno } from '../tasks/wires/suno.ts'
import { veoGemini, veoVertex } from '../tasks/wires/veo.ts'

const WIRES: Readonly<Record<TaskMethod, TaskWire>> = {
  'openai-videos': openAiVideos,
  veo: veoGemini,
  'veo-vertex': veoVertex,
  'openrouter-videos': openRouterVideos,
  kling,
  runway,
  luma,
  minimax,
  seedance,
  replicate,
  fal,
  midjourney,
  suno,
}

const OF_DIALECT: Partial<Record<Dialect, TaskMethod>> = {
  'openai-chat': 'openai-videos',
  'openai-responses': 'openai-videos',
  gemini: 'veo',
}

/** The format of a provider's tasks: its own, or else its dialect's; null if it has none. */
export const taskWireOf = (
  dialect: Dialect,
  { taskMethod }: Pick<Quirks, 'taskMethod'> = {},
): TaskWire | null => {
  const method = taskMethod ?? OF_DIALECT[dialect]
  return method === undefined ? null : WIRES[method]
}
