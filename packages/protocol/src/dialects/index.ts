import type { ClientFacing, Dialect, ErrorForm, UpstreamFacing } from '../dialect.ts'
import * as openaiChat from './openai-chat/index.ts'

/** The halves of every dialect. */
export const CLIENT_FACING: Partial<Record<Dialect, ClientFacing>> = {}

export const UPSTREAM_FACING: Partial<Record<Dialect, UpstreamFacing>> = {}

export const ERROR_FORMS: Partial<Record<Dialect, ErrorForm>> = {
  'openai-chat': openaiChat.errorForm,
}
