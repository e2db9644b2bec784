import type { ClientFacing, UpstreamFacing } from '../../dialect.ts'
import { capabilities } from './capabilities.ts'
import { errorForm, readError } from './errors.ts'
import { limitOutput } from './limit-output.ts'
import { readRequest } from './read-request.ts'
import { readResult } from './read-result.ts'
import type { ReadState } from './read-state.ts'
import { readStream } from './read-stream.ts'
import { relay } from './relay.ts'
import { writeRequest } from './write-request.ts'
import { writeResult } from './write-result.ts'
import { writeStream, type WriteState } from './write-stream.ts'

/** Our callers' side of `/v1/chat/completions`. */
const clientFacing: ClientFacing<WriteState> = {
  dialect: 'openai-chat',
  readRequest,
  writeResult,
  writeStream,
  limitOutput,
}

/** The providers' side of the same dialect. */
const upstreamFacing: UpstreamFacing<ReadState> = {
  dialect: 'openai-chat',
  writeRequest,
  readResult,
  readStream,
  readError,
}

/** Chat Completions, the dialect of OpenAI and most other servers. */
export const openaiChat = { clientFacing, upstreamFacing, errorForm, relay, capabilities }
