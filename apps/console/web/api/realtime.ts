import { sendJson } from './client.ts'

/** The events of a session that the page shows. */
export type VoiceEvent =
  | { type: 'session.created' }
  | { type: 'input_audio_buffer.speech_started'; item_id: string }
  | { type: 'input_audio_buffer.speech_stopped'; item_id: string }
  | { type: 'input_audio_buffer.committed'; item_id: string }
  | { type: 'conversation.item.input_audio_transcription.completed'; item_id: string; transcript: string }
  | { type: 'conversation.item.input_audio_transcription.failed'; item_id: string }
  | { type: 'response.output_audio_transcript.delta'; item_id: string; delta: string }
  | { type: 'response.output_audio.delta'; item_id: string; delta: string }
  | { type: 'response.done'; response: DoneResponse }
  | { type: 'error'; error: { code?: string; message: string } }

export type DoneResponse = {
  id: string
  status: 'completed' | 'incomplete' | 'cancelled' | 'failed'
  status_details?: { error?: { message?: string } } | null
  output?: { id: string }[]
  usage?: { cost?: number } | null
  latency_ms?: { first_audio?: number | null }
}

export type VoiceSettings = { model: string; voice: string; instructions: string }

/**
 * Opens a voice session. The socket connects to the API itself, with a secret for this session only: a browser never
 * has a key. @throws ApiError if no secret is given
 */
export const openVoice = async ({ model, voice, instructions }: VoiceSettings): Promise<WebSocket> => {
  const session = {
    type: 'realtime',
    model,
    instructions,
    audio: { input: { transcription: {} }, output: { voice } },
  }
  const secret = await sendJson<{ value: string }>('POST', '/console/v1/realtime/client_secrets', {
    session,
    expires_after: { anchor: 'created_at', seconds: 60 },
  })
  const url = new URL(`/v1/realtime?model=${encodeURIComponent(model)}`, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  return new WebSocket(url, ['realtime', `openai-insecure-api-key.${secret.value}`])
}
