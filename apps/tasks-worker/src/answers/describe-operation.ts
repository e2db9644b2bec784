import type { videoOperationSchema } from '@gptget/api/schemas/google-videos'
import type { z } from 'zod'
import type { TaskRow } from '../db/schema/tasks.ts'
import { isEnded } from '../rows/public-status.ts'
import { filesOf } from '../rows/read-row.ts'
import { failureOfEnded, urlOf } from './describe-task.ts'

export type Operation = z.output<typeof videoOperationSchema>

/** Google's two kinds of addresses: for keys of Gemini, or Vertex AI. */
export type GoogleAddress = 'gemini-api' | 'vertex-ai'

type File = { url: string; contentType: string }

/** How each of them returns the videos. */
const RESPONSES: Readonly<
  Record<GoogleAddress, (files: readonly File[], filtered: object) => Record<string, unknown>>
> = {
  'gemini-api': (files, filtered) => ({
    '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse',
    generateVideoResponse: {
      ...(files.length === 0 ? {} : { generatedSamples: files.map(({ url }) => ({ video: { uri: url } })) }),
      ...filtered,
    },
  }),
  'vertex-ai': (files, filtered) => ({
    '@type': 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse',
    ...(files.length === 0
      ? {}
      : { videos: files.map(({ url, contentType }) => ({ gcsUri: url, mimeType: contentType })) }),
    ...filtered,
  }),
}

/** google.rpc.Code. */
const CODES: Readonly<Record<string, number>> = { cancelled: 1, invalid_request: 3, expired: 4 }
const INTERNAL = 13

/** A task as one of Google's long-running operations, with our file URLs. */
export const describeOperation = (row: TaskRow, name: string, address: GoogleAddress): Operation => {
  if (!isEnded(row)) return { name, metadata: { progressPercent: row.progress } }
  const response = RESPONSES[address]
  if (row.state === 'completed') {
    const files = filesOf(row).filter(({ variant }) => variant === '')
    const named = files.map((file) => ({ url: urlOf(row, file), contentType: file.contentType }))
    return { name, done: true, response: response(named, {}) }
  }
  const { code, message } = failureOfEnded(row) ?? { code: 'cancelled', message: 'It was cancelled.' }
  if (code === 'content_policy_violation') {
    // Google ends blocked output without an error.
    const filtered = { raiMediaFilteredCount: 1, raiMediaFilteredReasons: [message] }
    return { name, done: true, response: response([], filtered) }
  }
  return { name, done: true, error: { code: CODES[code] ?? INTERNAL, message } }
}
