import { useSyncExternalStore } from 'react'
import { openVoice, type VoiceEvent, type VoiceSettings } from '../../api/realtime.ts'
import { m } from '../../messages/index.ts'
import { closeMicrophone, listen, openMicrophone } from '../../sound/microphone.ts'
import { Player } from '../../sound/player.ts'
import { encodeSamples, loudnessOf } from '../../sound/samples.ts'
import { addVoiceEvent, afterCut, afterSilence, NO_CALL, type VoiceState } from './voice-state.ts'

/** The parts of a connected call. */
type Line = { socket: WebSocket; microphone: MediaStream; player: Player }

const isOver = ({ phase }: VoiceState): boolean => phase === 'idle' || phase === 'ended'

/** Closes something at the end of a call, if it is still open. */
const atEnd = (ended: AbortSignal, close: () => void): void => {
  if (ended.aborted) close()
  else ended.addEventListener('abort', close, { once: true })
}

/** A voice conversation: microphone, session and player. */
class VoiceCall {
  #state = NO_CALL
  #line: Line | null = null
  #ended = new AbortController()
  #listeners = new Set<() => void>()
  /** The volume of the microphone, 0 to 1. It is read for each frame, so it is not part of the state. */
  loudness = 0

  readonly read = (): VoiceState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Must be called from a click handler: browsers play no sound before a click. */
  async start(settings: VoiceSettings): Promise<void> {
    this.#ended = new AbortController()
    const { signal } = this.#ended
    this.#set({ ...NO_CALL, phase: 'connecting' })
    const context = new AudioContext()
    atEnd(signal, () => void context.close())
    try {
      const microphone = await openMicrophone()
      atEnd(signal, () => closeMicrophone(microphone))
      const socket = await openVoice(settings)
      atEnd(signal, () => socket.close(1_000))
      if (signal.aborted) return
      const player = new Player(context, () => this.#change(afterSilence))
      this.#line = { socket, microphone, player }
      this.#hear(socket)
      await listen(context, microphone, (samples) => this.#say(samples))
      await context.resume()
    } catch (error) {
      if (!signal.aborted) this.#hangUp((error as Error).message)
    }
  }

  mute(isMuted: boolean): void {
    for (const track of this.#line?.microphone.getAudioTracks() ?? []) track.enabled = !isMuted
  }

  end(): void {
    if (!isOver(this.#state)) this.#hangUp(null)
  }

  #hangUp(error: string | null): void {
    this.#line = null
    this.loudness = 0
    this.#set({ ...this.#state, phase: 'ended', error: this.#state.error ?? error })
    this.#ended.abort()
  }

  #say(samples: Float32Array): void {
    this.loudness = loudnessOf(samples)
    const { socket } = this.#line ?? {}
    if (socket?.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: encodeSamples(samples) }))
  }

  #hear(socket: WebSocket): void {
    let wasOpen = false
    socket.addEventListener('open', () => (wasOpen = true))
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as VoiceEvent))
    socket.addEventListener('close', ({ code }) => {
      const lost = wasOpen ? m.voice.lost : m.voice.refused
      if (this.#line?.socket === socket) this.#hangUp(code === 1_000 ? null : lost)
    })
  }

  #take(event: VoiceEvent): void {
    if (this.#line === null) return
    const { player, socket } = this.#line
    if (event.type === 'response.output_audio.delta') player.play(event.item_id, event.delta)
    if (event.type === 'input_audio_buffer.speech_started') this.#giveWay(player, socket)
    this.#change((state) => addVoiceEvent(state, event))
  }

  /** Stops speaking, and tells the session how much was heard. */
  #giveWay(player: Player, socket: WebSocket): void {
    const cut = player.cut()
    if (cut === null) return
    const { itemId, playedMs } = cut
    const place = { item_id: itemId, content_index: 0, audio_end_ms: playedMs }
    socket.send(JSON.stringify({ type: 'conversation.item.truncate', ...place }))
    this.#change((state) => afterCut(state, itemId))
  }

  #change(next: (state: VoiceState) => VoiceState): void {
    const state = next(this.#state)
    if (!isOver(this.#state) && state !== this.#state) this.#set(state)
  }

  #set(state: VoiceState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

export const voiceCall = new VoiceCall()

export const useVoiceCall = (): VoiceState => useSyncExternalStore(voiceCall.subscribe, voiceCall.read)

export const isCallOver = isOver
