import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { spliceBytes } from '../../json/splice.ts'
import { capabilities } from './capabilities.ts'
import { errorForm, readError } from './errors.ts'
import { readRequest } from './read-request.ts'
import { readResult } from './read-result.ts'
import { readStream, type ReadState } from './read-stream.ts'
import { relay } from './relay.ts'
import { tokenCounting } from './token-counting.ts'
import { writeRequest } from './write-request.ts'
import { writeResult } from './write-result.ts'
import { writeStream, type WriteState } from './write-stream.ts'

/** Our callers' side of `/v1/messages`. */
const clientFacing: ClientFacing<WriteState> = {
  dialect: 'anthropic-messages',
  readRequest,
  writeResult,
  writeStream,
  limitOutput: (body, maxOutputTokens) => spliceBytes(body, { max_tokens: String(maxOutputTokens) }),
}

/** The providers' side of the same dialect. */
const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'anthropic-messages',
  writeRequest,
  readResult,
  readStream,
  readError,
}

/** Anthropic's Messages API. */
export const anthropicMessages = {
  clientFacing,
  upstreamFacing,
  errorForm,
  relay,
  tokenCounting,
  capabilities,
}
