import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { z } from 'zod'
import { isObject, type JsonObject } from './event.ts'
import { soundFormat } from './sound-format.ts'

const DEFAULT_VAD = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
} as const

const turnFlags = {
  create_response: z.boolean().default(true),
  interrupt_response: z.boolean().default(true),
}
const duration = (most: number) => z.number().min(0).max(most)

/** How the end of a turn is found; null: the client says so. */
const turnDetection = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('server_vad'),
    threshold: z.number().min(0).max(1).default(DEFAULT_VAD.threshold),
    prefix_padding_ms: duration(5_000).default(DEFAULT_VAD.prefix_padding_ms),
    silence_duration_ms: duration(10_000).default(DEFAULT_VAD.silence_duration_ms),
    idle_timeout_ms: z.number().min(5_000).max(30_000).nullish(),
    ...turnFlags,
  }),
  z.object({
    type: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']).default('auto'),
    ...turnFlags,
  }),
])
export type TurnDetection = z.output<typeof turnDetection>

const tool = z.looseObject({ type: z.string(), name: z.string().optional() })

const settings = {
  instructions: z.string().max(200_000).optional(),
  output_modalities: z.tuple([z.enum(['audio', 'text'])], 'must be ["audio"] or ["text"].').optional(),
  tools: z.array(tool).max(512).optional(),
  tool_choice: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  max_output_tokens: z.union([z.int().min(1), z.literal('inf')]).optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.object({ effort: z.string().max(50).optional() }).nullish(),
}

const voice = z.union([z.string().min(1).max(200), z.object({ id: z.string() })])

const patch = z.looseObject({
  type: z.enum(['realtime', 'transcription']).optional(),
  ...settings,
  audio: z
    .object({
      input: z
        .object({
          format: soundFormat.nullish(),
          turn_detection: turnDetection.nullish(),
          transcription: z
            .object({
              model: z.string().optional(),
              language: z.string().max(50).optional(),
              prompt: z.string().max(5_000).optional(),
            })
            .nullish(),
          noise_reduction: z.object({ type: z.enum(['near_field', 'far_field']) }).nullish(),
        })
        .nullish(),
      output: z
        .object({
          format: soundFormat.nullish(),
          voice: voice.nullish(),
          speed: z.number().min(0.25).max(1.5).nullish(),
          /** Our extension: the speech model in a cascade. */
          model: z.string().min(1).max(200).nullish(),
        })
        .nullish(),
    })
    .optional(),
})

/** The settings of a session in GA format, as `session.updated` returns them. */
export type SessionConfig = {
  type: 'realtime' | 'transcription'
  instructions: string
  output_modalities: ['audio' | 'text']
  tools: JsonObject[]
  tool_choice: string | JsonObject
  max_output_tokens: number | 'inf'
  /** Default: the model's own behavior. */
  parallel_tool_calls?: boolean
  reasoning?: { effort?: string | undefined } | null
  audio: {
    input: {
      format: z.output<typeof soundFormat>
      turn_detection: TurnDetection | null
      transcription: {
        model?: string | undefined
        language?: string | undefined
        prompt?: string | undefined
      } | null
      noise_reduction: { type: 'near_field' | 'far_field' } | null
    }
    output: {
      format: z.output<typeof soundFormat>
      voice: string | { id: string }
      speed: number
      model?: string
    }
  }
}

const PCM = { type: 'audio/pcm', rate: 24_000 } as const

/** A session before its client sent any settings. */
export const defaultConfig = (type: SessionConfig['type']): SessionConfig => ({
  type,
  instructions: '',
  output_modalities: ['audio'],
  tools: [],
  tool_choice: 'auto',
  max_output_tokens: 'inf',
  audio: {
    input: { format: PCM, turn_detection: DEFAULT_VAD, transcription: null, noise_reduction: null },
    output: { format: PCM, voice: 'alloy', speed: 1 },
  },
})

/** Fields that have no effect here and whose absence no one would notice. */
const IGNORED = new Set(['model', 'object', 'id', 'expires_at', 'tracing', 'include', 'truncation', 'prompt'])

const KNOWN = new Set([...Object.keys(patch.shape), ...IGNORED])

/**
 * A session after an update. Fields that the update does not name stay; `turn_detection`, `transcription` and
 * `noise_reduction` are replaced as a whole. @throws PublicError naming the wrong field
 */
export const updateConfig = (config: SessionConfig, update: unknown, path = 'session'): SessionConfig => {
  if (!isObject(update))
    throw new PublicError('invalid_request', `${path}: expected an object.`, { param: path })
  const unknown = Object.keys(update).find((name) => !KNOWN.has(name))
  if (unknown !== undefined)
    throw new PublicError('invalid_request', `${path}.${unknown}: there is no such field.`, {
      param: `${path}.${unknown}`,
    })
  const { audio, type, ...rest } = parseAt(patch, givenOf(update), path)
  const input = audio?.input
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !IGNORED.has(name)))
  return {
    ...config,
    ...(own as Partial<SessionConfig>),
    type: type ?? config.type,
    audio: {
      input: { ...config.audio.input, ...definedOf({ ...input, format: input?.format ?? undefined }) },
      output: { ...config.audio.output, ...givenOf(definedOf(audio?.output)) },
    },
  } as SessionConfig
}

/** Fields where null means a setting that is left out, as LiveKit's plugin writes it. */
const givenOf = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

const definedOf = (fields: JsonObject | null | undefined): JsonObject =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined))
