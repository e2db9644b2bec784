import { runFfmpeg } from './ffmpeg/run-ffmpeg.ts'
import { ENCODINGS, type SpeechFormat } from './speech-format.ts'

/** The input: a file of any common format, or raw samples (16-bit, little-endian, one channel). */
export type SoundSource = { type: 'file' } | { type: 'samples'; rateHz: number }

export type Conversion = {
  /** The path of ffmpeg. */
  ffmpeg: string
  source: SoundSource
  format: SpeechFormat
  /** 1 keeps the speed; from 0.25 to 4. The pitch stays. */
  speed?: number
  signal: AbortSignal
}

/**
 * Speech in another format, converted as it arrives.
 * @throws FfmpegFailed for bytes that are not audio; the signal's reason
 */
export const convertSpeech = (
  input: AsyncIterable<Uint8Array>,
  { ffmpeg, source, format, speed = 1, signal }: Conversion,
): AsyncGenerator<Buffer> =>
  runFfmpeg({
    ffmpeg,
    args: [
      ...sourceArgs(source),
      '-i',
      'pipe:0',
      '-vn',
      ...paceArgs(speed),
      ...ENCODINGS[format].args,
      '-flush_packets',
      '1',
      'pipe:1',
    ],
    input,
    signal,
  })

/** The allowed formats of an upload: each by its demuxer, so that ffmpeg follows no playlist or script. */
const READABLE = 'aac,flac,mov,mp3,matroska,ogg,wav'

/** Little is analyzed before the first sample is written. */
const sourceArgs = (source: SoundSource): string[] =>
  source.type === 'samples'
    ? ['-f', 's16le', '-ar', String(source.rateHz), '-ac', '1']
    : [
        '-protocol_whitelist',
        'pipe',
        '-format_whitelist',
        READABLE,
        '-probesize',
        '32k',
        '-analyzeduration',
        '0',
      ]

/** ffmpeg's filter changes the speed by 0.5 to 100 in one step; slower needs two. */
const paceArgs = (speed: number): string[] => {
  if (speed === 1) return []
  const steps = speed < 0.5 ? [0.5, speed / 0.5] : [speed]
  return ['-af', steps.map((step) => `atempo=${step}`).join(',')]
}

export type Decoding = {
  ffmpeg: string
  /** The file's path. It is read from the disk, because some formats have their table at the end. */
  path: string
  rateHz: number
  /** A longer one is read up to here. */
  maxSeconds: number
  signal: AbortSignal
}

/**
 * The samples of an audio file: 16-bit, little-endian, one channel. Counting them gives its length; headers may be
 * wrong (raw AAC, joined Ogg files and streamed WAV).
 * @throws FfmpegFailed for a file that is not audio; the signal's reason
 */
export const decodeFile = ({ ffmpeg, path, rateHz, maxSeconds, signal }: Decoding): AsyncGenerator<Buffer> =>
  runFfmpeg({
    ffmpeg,
    args: [
      '-protocol_whitelist',
      'file',
      '-format_whitelist',
      READABLE,
      '-i',
      `file:${path}`,
      '-vn',
      '-t',
      String(maxSeconds),
      '-ac',
      '1',
      '-ar',
      String(rateHz),
      '-c:a',
      'pcm_s16le',
      '-f',
      's16le',
      'pipe:1',
    ],
    signal,
  })

/**
 * The length of an audio file in milliseconds, by counting its samples. @throws FfmpegFailed for a file that is not
 * audio
 */
export const measureFile = async (decoding: Omit<Decoding, 'rateHz'>): Promise<number> => {
  const rateHz = 8_000
  let byteLength = 0
  for await (const bytes of decodeFile({ ...decoding, rateHz })) byteLength += bytes.byteLength
  return Math.round((byteLength / 2 / rateHz) * 1000)
}
