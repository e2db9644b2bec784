import { writeSrt, writeVtt } from '@gptget/protocol'
import type { TRANSCRIPT_FORMATS } from './read-request.ts'
import type { Segment } from './transcribe.ts'

type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

/** Prints a whole transcript in one of OpenAI's formats, as an object or as text. */
export const printTranscript = (format: TranscriptFormat, segments: readonly Segment[]): object | string => {
  switch (format) {
    case 'json':
      return { text: textOf(segments), usage: usageOf(segments) }
    case 'text':
      return `${textOf(segments)}\n`
    case 'srt':
      return writeSrt(spoken(segments))
    case 'vtt':
      return writeVtt(spoken(segments))
    case 'verbose_json':
      return {
        task: 'transcribe',
        language: 'english',
        duration: durationOf(segments),
        text: textOf(segments),
        segments: spoken(segments).map(printSegment),
        usage: usageOf(segments),
      }
  }
}

/** Fields of OpenAI's that SDKs read. The model reports no confidence, so their values are fixed. */
const UNKNOWN = {
  seek: 0,
  temperature: 0,
  avg_logprob: 0,
  compression_ratio: 0,
  no_speech_prob: 0,
  tokens: [],
}

const printSegment = ({ startSeconds, endSeconds, text }: Segment, id: number) => ({
  ...UNKNOWN,
  id,
  start: startSeconds,
  end: endSeconds,
  text,
})

/** OpenAI's event for the text of a segment in a streamed transcript. */
export const printDelta = (segment: Segment, isFirst: boolean) => ({
  type: 'transcript.text.delta',
  delta: isFirst ? segment.text : ` ${segment.text}`,
})

export const printDone = (segments: readonly Segment[]) => ({
  type: 'transcript.text.done',
  text: textOf(segments),
  usage: usageOf(segments),
})

/** Drops segments without speech. */
const spoken = (segments: readonly Segment[]): Segment[] => segments.filter(({ text }) => text !== '')

const textOf = (segments: readonly Segment[]): string =>
  spoken(segments)
    .map(({ text }) => text)
    .join(' ')

const durationOf = (segments: readonly Segment[]): number => segments.at(-1)?.endSeconds ?? 0

const usageOf = (segments: readonly Segment[]) => ({
  type: 'duration',
  seconds: Math.ceil(durationOf(segments)),
})
