import type { DoneResponse, VoiceEvent } from '../../api/realtime.ts'
import { m } from '../../messages/index.ts'

export type VoiceTurn = {
  id: string
  who: 'you' | 'model'
  text: string
  status: 'pending' | 'said' | 'interrupted' | 'lost'
  /** The time from the end of the question to the answer. */
  firstSoundMs: number | null
}

export type Phase = 'idle' | 'connecting' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'ended'

export type VoiceState = {
  phase: Phase
  turns: readonly VoiceTurn[]
  costUsd: number
  error: string | null
}

export const NO_CALL: VoiceState = { phase: 'idle', turns: [], costUsd: 0, error: null }

const changeTurn = (
  turns: readonly VoiceTurn[],
  id: string,
  change: (turn: VoiceTurn) => Partial<VoiceTurn>,
): VoiceTurn[] => turns.map((turn) => (turn.id === id ? { ...turn, ...change(turn) } : turn))

const newTurn = (id: string, who: VoiceTurn['who']): VoiceTurn => ({
  id,
  who,
  text: '',
  status: 'pending',
  firstSoundMs: null,
})

/** The call after one more event of the session. The player reports what was heard: `afterCut`, `afterSilence`. */
export const addVoiceEvent = (state: VoiceState, event: VoiceEvent): VoiceState => {
  const { turns } = state
  switch (event.type) {
    case 'session.created':
      return { ...state, phase: 'listening' }
    case 'input_audio_buffer.speech_started':
      return { ...state, phase: 'hearing' }
    case 'input_audio_buffer.speech_stopped':
      return { ...state, phase: 'thinking' }
    case 'input_audio_buffer.committed':
      return { ...state, turns: [...turns, newTurn(event.item_id, 'you')] }
    case 'conversation.item.input_audio_transcription.completed':
      return {
        ...state,
        // No words were heard, so there will be no answer.
        phase: event.transcript === '' && state.phase === 'thinking' ? 'listening' : state.phase,
        turns: changeTurn(turns, event.item_id, () => ({ text: event.transcript, status: 'said' })),
      }
    case 'conversation.item.input_audio_transcription.failed':
      return {
        ...state,
        phase: state.phase === 'thinking' ? 'listening' : state.phase,
        turns: changeTurn(turns, event.item_id, () => ({ status: 'lost' })),
      }
    case 'response.output_audio_transcript.delta':
      return { ...state, turns: addWords(turns, event.item_id, event.delta) }
    case 'response.output_audio.delta':
      return { ...state, phase: state.phase === 'hearing' ? 'hearing' : 'speaking' }
    case 'response.done':
      return afterResponse(state, event.response)
    case 'error':
      return { ...state, error: event.error.message }
    default:
      // Other events are not shown.
      return state
  }
}

const addWords = (turns: readonly VoiceTurn[], id: string, words: string): VoiceTurn[] => {
  const known = turns.some((turn) => turn.id === id) ? turns : [...turns, newTurn(id, 'model')]
  return changeTurn(known, id, (turn) => ({
    text: turn.text + words,
    status: turn.status === 'pending' ? 'said' : turn.status,
  }))
}

const afterResponse = (state: VoiceState, response: DoneResponse): VoiceState => {
  const { status, status_details: details, output = [], latency_ms: latency, usage } = response
  const said = state.turns.findLast(({ id }) => output.some((item) => item.id === id))
  return {
    ...state,
    phase: state.phase === 'thinking' ? 'listening' : state.phase,
    costUsd: state.costUsd + (usage?.cost ?? 0),
    error: status === 'failed' ? (details?.error?.message ?? m.common.somethingFailed) : state.error,
    turns: changeTurn(state.turns, said?.id ?? '', (turn) => ({
      firstSoundMs: latency?.first_audio ?? null,
      status: status === 'cancelled' ? 'interrupted' : turn.status,
    })),
  }
}

/** The speaker interrupted the answer. */
export const afterCut = (state: VoiceState, itemId: string): VoiceState => ({
  ...state,
  turns: changeTurn(state.turns, itemId, () => ({ status: 'interrupted' })),
})

/** The whole answer was heard. */
export const afterSilence = (state: VoiceState): VoiceState =>
  state.phase === 'speaking' ? { ...state, phase: 'listening' } : state
