import { m } from '../messages/index.ts'
import workletUrl from './microphone.worklet.ts?worker&url'

const ERRORS: Record<string, string> = {
  NotAllowedError: m.sound.notAllowed,
  NotFoundError: m.sound.noMicrophone,
  NotReadableError: m.sound.microphoneBusy,
}

/** Opens the microphone, after the person has agreed. @throws Error that says what to do */
export const openMicrophone = async (): Promise<MediaStream> => {
  if (!('mediaDevices' in navigator)) throw new Error(m.sound.needsHttps)
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio })
  } catch (error) {
    throw new Error(ERRORS[(error as Error).name] ?? (error as Error).message, { cause: error })
  }
}

export const closeMicrophone = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop()
}

/** Calls back with each tenth of a second from the microphone, as samples of 24 kHz. */
export const listen = async (
  context: AudioContext,
  stream: MediaStream,
  onPiece: (samples: Float32Array) => void,
): Promise<void> => {
  await context.audioWorklet.addModule(workletUrl)
  const node = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 })
  node.port.addEventListener('message', ({ data }) => onPiece(data as Float32Array))
  node.port.start()
  context.createMediaStreamSource(stream).connect(node)
}
