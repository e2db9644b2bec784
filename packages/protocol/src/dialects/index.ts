import type { ClientFacing, Dialect, ErrorForm, UpstreamFacing } from '../dialect.ts'
import * as openaiChat from './openai-chat/index.ts'

/** The half of every dialect that faces our callers. */
export const CLIENT_FACING: Partial<Record<Dialect, ClientFacing>> = {
  'openai-chat': openaiChat.clientFacing,
}

/** The half of every dialect that faces providers. */
export const UPSTREAM_FACING: Partial<Record<Dialect, UpstreamFacing>> = {
  'openai-chat': openaiChat.upstreamFacing,
}

/** How every dialect shows a failure. */
export const ERROR_FORMS: Partial<Record<Dialect, ErrorForm>> = {
  'openai-chat': openaiChat.errorForm,
}
