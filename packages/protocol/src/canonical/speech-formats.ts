/** The formats that OpenAI's `/audio/speech` has (openai 7.57.0, `resources/audio/speech.d.ts`). */
export const SPEECH_FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const

export type SpeechFormat = (typeof SPEECH_FORMATS)[number]
