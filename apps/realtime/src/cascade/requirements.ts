import { PublicError } from '@gptget/errors'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'

const refuse = (param: string, reason: string): PublicError =>
  new PublicError('unsupported_parameter', `${param}: ${reason}`, { param })

/** @throws PublicError naming a setting that no cascade supports */
export const requireCascade = (config: SessionConfig, update: JsonObject): void => {
  const { noise_reduction: noise, turn_detection: detection } = config.audio.input
  if (noise !== null)
    throw refuse(
      'session.audio.input.noise_reduction',
      'noise is not reduced here; leave it out or set it to null.',
    )
  if (detection?.type === 'server_vad' && detection.idle_timeout_ms)
    throw refuse(
      'session.audio.input.turn_detection.idle_timeout_ms',
      'idle timeouts are not supported here.',
    )
  if (update['prompt'] !== undefined && update['prompt'] !== null)
    throw refuse('session.prompt', 'prompts are not stored here; send instructions.')
  requireTools(config.tools)
}

/** @throws PublicError for a tool that someone else would have to run */
export const requireTools = (tools: readonly JsonObject[]): void => {
  for (const [index, tool] of tools.entries())
    if (tool['type'] !== 'function')
      throw refuse(
        `session.tools[${index}].type`,
        `tools of type "${String(tool['type'])}" are not run here; only "function".`,
      )
}
