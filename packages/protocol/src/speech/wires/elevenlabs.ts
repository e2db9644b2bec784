import { dropped } from '../../canonical/dropped.ts'
import { compact } from '../../json/object.ts'
import { voiceOf } from '../voices.ts'
import type { SpeechRequest, SpeechWire } from '../speech.ts'

/**
 * ElevenLabs' default voices and their ids, alternating female and male
 * (https://elevenlabs.io/docs/capabilities/voices, "Default voices").
 */
const VOICE_IDS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    Sarah: 'EXAVITQu4vr4xnSDxMaL',
    George: 'JBFqnCBsd6RMkjVDRZzb',
    Laura: 'FGY2WhTYpPnrIDTdsKH5',
    Brian: 'nPczCjzI2devNBz1zQrb',
    Jessica: 'cgSgspJ2msm6clMCkdW9',
    Daniel: 'onwK4e9ZLuTAKqWW03F9',
    Alice: 'Xb7hH8MSUJpSbSDYk0k2',
    Charlie: 'IKne3meq5aSn9XLyUdCD',
    Matilda: 'XrExE9yKIg1WjnnlVkGX',
    Callum: 'N2lVS1w4EtoT3dr4eOWO',
    Lily: 'pFZP5JQG7iQjIQuC4Bku',
    Liam: 'TX3LPaxmHKxLdv7oVTeS',
    River: 'SAz9YHcvj6GT2YYXdXww',
    Will: 'bIHbv24MWmeRgpZH58o',
    Roger: 'CwhRBWXzGAHq8TQ4Fs17',
    Eric: 'cjVigY5qzO86Huf0OWal',
    Chris: 'iP95p4xoKVk53GoZ742B',
    Bill: 'pqHfZKP75CVOlQylNhV4',
  }),
)

const VOICES = [...VOICE_IDS.keys()]

/** https://elevenlabs.io/docs/api-reference/text-to-speech/stream, `voice_settings.speed`. */
const SPEEDS = { least: 0.7, most: 1.2 }

const PCM_RATE_HZ = 24_000

/**
 * ElevenLabs' `/text-to-speech/{voice_id}/stream`: MP3, and raw samples that are converted to every other format here.
 * https://elevenlabs.io/docs/api-reference/text-to-speech/stream
 */
export const elevenLabsSpeech: SpeechWire = {
  writeRequest: (request, model) => {
    const { input, instructions, format } = request
    const voice = voiceOf(request.voice, VOICES)
    const output = format === 'mp3' ? 'mp3_44100_128' : `pcm_${PCM_RATE_HZ}`
    return {
      path: `/text-to-speech/${encodeURIComponent(VOICE_IDS.get(voice) ?? voice)}/stream?output_format=${output}`,
      body: compact({
        text: input,
        model_id: model,
        voice_settings: hasOwnSpeed(request) ? { speed: request.speed } : undefined,
      }),
      losses: dropped(instructions === null ? [] : ['instructions']),
    }
  },
  answerTo: ({ format }) => ({
    type: 'bytes',
    spokenAs: format === 'mp3' ? { type: 'format', format } : { type: 'samples', rateHz: PCM_RATE_HZ },
  }),
  speedLeft: (request) => (hasOwnSpeed(request) ? 1 : request.speed),
  voices: VOICES,
}

const hasOwnSpeed = ({ speed }: SpeechRequest): boolean =>
  speed !== 1 && speed >= SPEEDS.least && speed <= SPEEDS.most
