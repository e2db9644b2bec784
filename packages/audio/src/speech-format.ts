/** The formats of OpenAI's `/v1/audio/speech` (openai 7.57, `audio/speech.d.ts`). */
export const SPEECH_FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const

export type SpeechFormat = (typeof SPEECH_FORMATS)[number]

/** The sample rate of OpenAI's `pcm`: 16-bit, little-endian, one channel, without a header. */
export const PCM_RATE_HZ = 24_000

type Encoding = { contentType: string; args: readonly string[] }

/** The names of each format, and how ffmpeg writes it as a stream without seeking. */
export const ENCODINGS: Readonly<Record<SpeechFormat, Encoding>> = {
  mp3: {
    contentType: 'audio/mpeg',
    args: ['-c:a', 'libmp3lame', '-b:a', '64k', '-write_xing', '0', '-f', 'mp3'],
  },
  opus: {
    contentType: 'audio/ogg',
    args: ['-c:a', 'libopus', '-b:a', '32k', '-page_duration', '100000', '-f', 'ogg'],
  },
  aac: { contentType: 'audio/aac', args: ['-c:a', 'aac', '-b:a', '64k', '-f', 'adts'] },
  flac: { contentType: 'audio/flac', args: ['-c:a', 'flac', '-f', 'flac'] },
  wav: { contentType: 'audio/wav', args: ['-c:a', 'pcm_s16le', '-f', 'wav'] },
  pcm: { contentType: 'audio/pcm', args: ['-c:a', 'pcm_s16le', '-ar', String(PCM_RATE_HZ), '-f', 's16le'] },
}
