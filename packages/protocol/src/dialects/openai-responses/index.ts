import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { spliceBytes } from '../../json/splice.ts'
import { capabilities } from './capabilities.ts'
import { errorForm, readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { readResult } from './read-result.ts'
import type { ReadState } from './read-state.ts'
import { readStream } from './read-stream.ts'
import { relay } from './relay.ts'
import { tokenCounting } from './token-counting.ts'
import { writeRequest } from './write-request.ts'
import { writeResult } from './write-result.ts'
import { writeStream, type WriteState } from './write-stream.ts'

/** Our callers' side of `/v1/responses`. */
const clientFacing: ClientFacing<WriteState> = {
  dialect: 'openai-responses',
  readRequest,
  writeResult,
  writeStream,
  limitOutput: (body, maxOutputTokens) => spliceBytes(body, { max_output_tokens: String(maxOutputTokens) }),
}

/** The providers' side of the same dialect. */
const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'openai-responses',
  writeRequest,
  readResult,
  readStream,
  readError,
}

/** OpenAI's Responses API. */
export const openaiResponses = { clientFacing, upstreamFacing, errorForm, relay, tokenCounting, capabilities }
