import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'

type Facts = { id: string; model: string; expiresAtMs: number }

/** A session as `session.created` and `session.updated` show it. */
export const describeSession = (config: SessionConfig, { id, model, expiresAtMs }: Facts): JsonObject => {
  const base = {
    type: config.type,
    object: config.type === 'realtime' ? 'realtime.session' : 'realtime.transcription_session',
    id,
    expires_at: Math.floor(expiresAtMs / 1_000),
    include: null,
  }
  if (config.type === 'transcription') return { ...base, audio: { input: config.audio.input } }
  return {
    ...base,
    model,
    output_modalities: config.output_modalities,
    instructions: config.instructions,
    tools: config.tools,
    tool_choice: config.tool_choice,
    max_output_tokens: config.max_output_tokens,
    ...(config.parallel_tool_calls === undefined ? {} : { parallel_tool_calls: config.parallel_tool_calls }),
    ...(config.reasoning ? { reasoning: config.reasoning } : {}),
    tracing: null,
    truncation: 'auto',
    prompt: null,
    audio: config.audio,
  }
}
