import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'

/** OpenAI's voice names do not exist at Gemini: they select its default. */
const OPENAI_VOICES = new Set(
  'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' '),
)
const DEFAULT_VOICE = 'Kore'

const voiceNameOf = ({ voice }: SessionConfig['audio']['output']): string => {
  const name = typeof voice === 'string' ? voice : voice.id
  return OPENAI_VOICES.has(name) ? DEFAULT_VOICE : name
}

/**
 * The first frame of a connection, and the only one of its kind (`@google/genai` 3.1.0, `BidiGenerateContentSetup`).
 * `handle`: of the connection that this one resumes.
 */
export const setupOf = (config: SessionConfig, model: string, handle: string | null): JsonObject => {
  const {
    output_modalities: [modality],
    instructions,
    tools,
    max_output_tokens: most,
    audio,
  } = config
  const speechConfig = { voiceConfig: { prebuiltVoiceConfig: { voiceName: voiceNameOf(audio.output) } } }
  return {
    setup: {
      model: `models/${model}`,
      generationConfig: {
        responseModalities: [modality === 'audio' ? 'AUDIO' : 'TEXT'],
        ...(modality === 'audio' ? { speechConfig } : {}),
        ...(most === 'inf' ? {} : { maxOutputTokens: most }),
      },
      ...(instructions === '' ? {} : { systemInstruction: { parts: [{ text: instructions }] } }),
      ...(tools.length === 0 ? {} : { tools: [{ functionDeclarations: tools.map(declarationOf) }] }),
      realtimeInputConfig: {
        automaticActivityDetection: activityOf(audio.input.turn_detection),
      },
      ...(audio.input.transcription === null ? {} : { inputAudioTranscription: {} }),
      ...(modality === 'audio' ? { outputAudioTranscription: {} } : {}),
      sessionResumption: handle === null ? {} : { handle },
      contextWindowCompression: { slidingWindow: {} },
    },
  }
}

const declarationOf = ({ name, description, parameters }: JsonObject): JsonObject => ({
  name,
  ...(description === undefined ? {} : { description }),
  ...(parameters === undefined ? {} : { parametersJsonSchema: parameters }),
})

const activityOf = (detection: SessionConfig['audio']['input']['turn_detection']): JsonObject => {
  if (detection === null) return { disabled: true }
  if (detection.type !== 'server_vad') return {}
  return { prefixPaddingMs: detection.prefix_padding_ms, silenceDurationMs: detection.silence_duration_ms }
}
