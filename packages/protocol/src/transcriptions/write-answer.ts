import { totalInputTokens, totalOutputTokens } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'
import type { Frame } from '../wire/sse.ts'
import { FaultError } from '../canonical/faults.ts'
import { compact } from '../json/object.ts'
import type {
  Segment,
  TranscriptFormat,
  TranscriptionRequest,
  TranscriptionResult,
  Word,
} from './transcription.ts'

type Printed = { contentType: string; text: string }
type Told = { task: TranscriptionRequest['task']; durationMs: number; isByTokens: boolean }

/** A transcript in the requested format. */
export const writeTranscript = (
  format: TranscriptFormat,
  result: TranscriptionResult,
  told: Told,
  closing: Closing,
): Printed => {
  const usage = usageOf(told, closing)
  switch (format) {
    case 'text':
      return { contentType: 'text/plain; charset=utf-8', text: `${result.text}\n` }
    case 'srt':
      return { contentType: 'application/x-subrip; charset=utf-8', text: writeSrt(segmentsOf(result)) }
    case 'vtt':
      return { contentType: 'text/vtt; charset=utf-8', text: writeVtt(segmentsOf(result)) }
    case 'json':
      return asJson({ text: result.text, usage })
    case 'verbose_json':
      return asJson({ ...(result.original ?? verboseOf(result, told)), usage })
    case 'diarized_json':
      return asJson({ ...(result.original ?? diarizedOf(result, told)), usage })
  }
}

/** The same in the format of OpenAI's stream, from a complete transcript. */
export const writeTranscriptEvents = (result: TranscriptionResult, told: Told, closing: Closing): Frame[] => {
  const pieces = result.segments?.map(({ text }) => text) ?? [result.text]
  const deltas = pieces
    .filter((text) => text !== '')
    .map((text, index) => ({ type: 'transcript.text.delta', delta: index === 0 ? text : ` ${text}` }))
  const done = { type: 'transcript.text.done', text: result.text, usage: usageOf(told, closing) }
  return [...deltas, done].map((event) => ({ data: JSON.stringify(event) }))
}

const asJson = (value: object): Printed => ({ contentType: 'application/json', text: JSON.stringify(value) })

/** In tokens if the model has a price for tokens, or else by the duration of the audio. */
const usageOf = ({ durationMs, isByTokens }: Told, { usage, costUsd }: Closing) => {
  if (!isByTokens) return { type: 'duration', seconds: Math.ceil(durationMs / 1000), cost: costUsd }
  const [inputTokens, outputTokens] = [totalInputTokens(usage), totalOutputTokens(usage)]
  return {
    type: 'tokens',
    input_tokens: inputTokens,
    input_token_details: {
      text_tokens: inputTokens - usage.audioInputTokens,
      audio_tokens: usage.audioInputTokens,
    },
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost: costUsd,
  }
}

const NEED_TIMES: ReadonlySet<TranscriptFormat> = new Set(['srt', 'vtt', 'verbose_json', 'diarized_json'])

/** @throws FaultError if a format needs times and the provider returned none; another provider may */
export const requireTimes = (format: TranscriptFormat, { segments }: TranscriptionResult): void => {
  if (segments !== undefined || !NEED_TIMES.has(format)) return
  throw new FaultError({
    code: 'unsupported_parameter',
    message: `response_format: the provider gave no times, which ${format} needs. Ask for json or text.`,
    param: 'response_format',
  })
}

const segmentsOf = ({ segments = [] }: TranscriptionResult): readonly Segment[] => segments

/** Default values for fields of a segment that the provider omits, because SDKs read them. */
const UNSAID = {
  seek: 0,
  tokens: [],
  temperature: 0,
  avg_logprob: 0,
  compression_ratio: 0,
  no_speech_prob: 0,
}

const verboseOf = (result: TranscriptionResult, { task, durationMs }: Told) =>
  compact({
    task,
    language: result.language,
    duration: durationMs / 1000,
    text: result.text,
    segments: segmentsOf(result).map((segment, id) => ({
      id,
      ...UNSAID,
      ...timesOf(segment),
      text: segment.text,
    })),
    words: result.words?.map((word) => ({ word: word.text, ...timesOf(word) })),
  })

const diarizedOf = (result: TranscriptionResult, { task, durationMs }: Told) => ({
  task,
  duration: durationMs / 1000,
  text: result.text,
  segments: segmentsOf(result).map((segment, index) => ({
    type: 'transcript.text.segment',
    id: `seg_${index}`,
    ...timesOf(segment),
    speaker: segment.speaker ?? 'A',
    text: segment.text,
  })),
})

const timesOf = ({ startSeconds, endSeconds }: Segment | Word) => ({ start: startSeconds, end: endSeconds })

/** Segments in the SubRip format: numbered, with commas in times. */
export const writeSrt = (segments: readonly Segment[]): string =>
  segments.map((segment, index) => `${index + 1}\n${spanOf(segment, ',')}\n${segment.text}\n`).join('\n')

/** Segments in the WebVTT format. */
export const writeVtt = (segments: readonly Segment[]): string =>
  `WEBVTT\n\n${segments.map((segment) => `${spanOf(segment, '.')}\n${segment.text}\n`).join('\n')}`

const spanOf = ({ startSeconds, endSeconds }: Segment, point: string): string =>
  `${clockOf(startSeconds, point)} --> ${clockOf(endSeconds, point)}`

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0')

/** `00:01:02,500` */
const clockOf = (seconds: number, point: string): string => {
  const ms = Math.round(seconds * 1000)
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(twoDigits).join(':')
  return `${clock}${point}${String(ms % 1000).padStart(3, '0')}`
}
