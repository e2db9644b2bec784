import { FaultError } from '../../canonical/faults.ts'
import { readResult } from '../../dialects/gemini/read-result.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { arrayOf, objectOf, optionalText } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import type { SpeechResult, SpeechWire } from '../speech.ts'

/**
 * The closest Gemini voice for each of OpenAI's voices
 * (ai.google.dev/gemini-api/docs/speech-generation, "Voice options").
 */
const VOICES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    alloy: 'Kore',
    ash: 'Orus',
    ballad: 'Enceladus',
    cedar: 'Charon',
    coral: 'Aoede',
    echo: 'Puck',
    fable: 'Fenrir',
    marin: 'Leda',
    nova: 'Zephyr',
    onyx: 'Algenib',
    sage: 'Sulafat',
    shimmer: 'Callirrhoe',
    verse: 'Iapetus',
  }),
)

/** All of them (the same page). */
const GEMINI_VOICES = (
  'Zephyr Puck Charon Kore Fenrir Leda Orus Aoede Callirrhoe Autonoe Enceladus Iapetus Umbriel Algieba Despina Erinome ' +
  'Algenib Rasalgethi Laomedeia Achernar Alnilam Schedar Gacrux Pulcherrima Achird Zubenelgenubi Vindemiatrix ' +
  'Sadachbia Sadaltager Sulafat'
).split(' ')

/** Gemini's default sample rate: `audio/L16;codec=pcm;rate=24000`. */
const DEFAULT_RATE_HZ = 24_000

/** Speech from Gemini's `generateContent` (@google/genai 3.1.0, `SpeechConfig`): raw samples in JSON. */
export const geminiSpeech: SpeechWire = {
  writeRequest: ({ input, voice, instructions }) => ({
    body: {
      // Instructions for the voice are part of the text.
      contents: [
        { role: 'user', parts: [{ text: instructions === null ? input : `${instructions}\n\n${input}` }] },
      ],
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: VOICES.get(voice) ?? voice } } },
      },
    },
    losses: [],
  }),
  answerTo: () => ({ type: 'json', read: readSound }),
  speedLeft: ({ speed }) => speed,
  voices: GEMINI_VOICES,
}

const readSound = (body: unknown): SpeechResult => {
  // Refusals, errors and usage are those of a chat.
  const { usage, finish } = readResult(body)
  const [candidate] = arrayOf(objectOf(body)['candidates']).map(objectOf)
  const parts = arrayOf(objectOf(candidate?.['content'])['parts']).map(objectOf)
  const sounds = parts.flatMap((part) => soundOf(objectOf(part['inlineData'])) ?? [])
  if (sounds.length === 0)
    throw new FaultError(
      finish.reason === 'content-filter'
        ? { code: 'content_policy_violation', message: 'The model refused to speak this.', param: 'input' }
        : malformedFault(body),
    )
  return {
    sound: Buffer.concat(sounds.map(({ bytes }) => bytes)),
    spokenAs: { type: 'samples', rateHz: sounds[0]!.rateHz },
    ...(usage ? { usage } : {}),
  }
}

const soundOf = (inline: JsonObject): { bytes: Buffer; rateHz: number } | undefined => {
  const data = optionalText(inline['data'])
  const mediaType = optionalText(inline['mimeType']) ?? ''
  if (data === undefined || !mediaType.startsWith('audio/')) return undefined
  const rate = Number(/rate=(\d{4,6})/.exec(mediaType)?.[1] ?? DEFAULT_RATE_HZ)
  return { bytes: Buffer.from(data, 'base64'), rateHz: rate }
}
