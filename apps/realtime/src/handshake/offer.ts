import { PublicError } from '@gptget/errors'
import { targetOf } from '@gptget/http'
import type { IncomingMessage } from 'node:http'

/** How browsers send a key: they cannot set headers on a WebSocket. */
const KEY_PROTOCOL = 'openai-insecure-api-key.'
const BETA_PROTOCOL = 'openai-beta.realtime-v1'
/** Subprotocols that the server may answer with: the protocol's own names first. */
const PREFERRED = ['realtime', 'openai-realtime']

/** A client's request before there is a session. */
export type Offer = {
  /** An API key or a client secret. */
  credential: string
  /** null: from `intent=transcription`, or from the client secret. */
  model: string | null
  isTranscription: boolean
  isBeta: boolean
}

const protocolsOf = ({ headers }: IncomingMessage): string[] =>
  String(headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** The subprotocol of the answer, never one with a secret. false: none of the offered ones is possible. */
export const chooseProtocol = (offered: Iterable<string>): string | false => {
  const names = [...offered]
  return (
    PREFERRED.find((name) => names.includes(name)) ??
    names.find((name) => !name.startsWith('openai-') && !name.includes('.')) ??
    false
  )
}

/**
 * Reads key, model and format of an upgrade request. @throws PublicError 401 without a key, 400 naming what is wrong
 */
export const readOffer = (request: IncomingMessage): Offer => {
  const query = new URLSearchParams(targetOf(request).query)
  const protocols = protocolsOf(request)
  const beta = `${String(request.headers['openai-beta'] ?? '')}`
  refuseCall(query)
  return {
    credential: credentialOf(request, protocols, query),
    model: query.get('model') || null,
    isTranscription: intentOf(query) === 'transcription',
    isBeta: protocols.includes(BETA_PROTOCOL) || beta.split(/[,\s]+/).includes('realtime=v1'),
  }
}

const refuseCall = (query: URLSearchParams): void => {
  if (!query.has('call_id')) return
  throw new PublicError('unsupported_parameter', 'call_id: calls over WebRTC and SIP are not offered here.', {
    param: 'call_id',
  })
}

const intentOf = (query: URLSearchParams): string | null => {
  const intent = query.get('intent')
  if (intent === null || intent === 'transcription') return intent
  throw new PublicError('invalid_request', 'intent: there is only "transcription".', { param: 'intent' })
}

const BEARER = /^bearer\s+/i

const credentialOf = ({ headers }: IncomingMessage, protocols: string[], query: URLSearchParams): string => {
  const { authorization } = headers
  if (authorization !== undefined && BEARER.test(authorization))
    return authorization.replace(BEARER, '').trim()
  const header = headers['api-key'] ?? headers['x-api-key']
  const named = protocols.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
  const given =
    (typeof header === 'string' ? header : '') || named || query.get('api_key') || query.get('api-key')
  if (given) return given
  throw new PublicError(
    'missing_api_key',
    'No API key provided. Send it as "Authorization: Bearer sk-getgpt-…", as the subprotocol "openai-insecure-api-key.sk-getgpt-…" or as ?api_key=.',
  )
}
