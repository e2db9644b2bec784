import {
  adapt,
  estimateInputTokens,
  inlineMedia,
  mayNeedAdapting,
  refuseLosses,
  RELAYS,
  rewriteOwn,
  spliceBytes,
  UPSTREAM_FACING,
} from '@gptget/protocol'
import type { ChatRequest, Loss } from '@gptget/protocol'
import { cutTools } from './cut-tools.ts'
import type { Fetched } from './fetched-media.ts'
import type { Answering, Prepared, ReadHead, Serving } from './prepared.ts'
import { readChat } from './read-chat.ts'

type Chatting = Extract<Answering, { type: 'passed' | 'translated' }>

/**
 * Uses the shortest way: if both sides use the same dialect, the bytes pass with only the changes that the provider
 * needs; otherwise a translation.
 * @throws PublicError if the provider's dialect cannot express the request, or `strict` forbids the loss.
 */
export const prepareChat = (
  body: Buffer,
  head: ReadHead,
  serving: Serving,
  fetched?: readonly Fetched[],
): Prepared<Chatting> => {
  if (serving.withoutTools !== undefined)
    return prepareCut(body, head, serving, serving.withoutTools, fetched)
  const { dialect, target } = serving
  const isOwn = head.dialect === dialect
  const media = target.quirks.hasMediaUrls === false ? fetched : undefined
  if (isOwn && media === undefined && !isRead(head) && !mayNeedAdapting(body, target.quirks))
    return pass(body, head, serving)
  const request = readChat(head, body)
  const shown = media === undefined ? request : inlineMedia(request, byUrl(media))
  const adapted = adapt(shown, { ...target, dialect })
  return isOwn && request.functions === undefined
    ? keep(body, request, adapted, head, serving)
    : translate(shown, adapted, head, serving)
}

/** Whether the answer is parsed, instead of passed on as bytes. */
const isRead = ({ isFolded, storesImages }: ReadHead): boolean => isFolded === true || storesImages === true

const byUrl = (media: readonly Fetched[]) => new Map(media.map(({ url, ...found }) => [url, found]))

type Adapted = ReturnType<typeof adapt>

/** The caller's bytes except for the necessary changes. */
const keep = (
  sent: Buffer,
  request: ChatRequest,
  adapted: Adapted,
  head: ReadHead,
  serving: Serving,
): Prepared<Chatting> => {
  const target = { ...serving.target, dialect: serving.dialect }
  const { body, losses: beside } = rewriteOwn(sent, { request, adapted: adapted.request, target })
  const losses = [...adapted.losses, ...beside]
  if (head.isStrict) refuseLosses(losses)
  const prepared = isRead(head) ? readAnswer(body, request, head, serving) : pass(body, head, serving)
  return { ...prepared, losses: [...losses, ...prepared.losses] }
}

const STREAMED = { stream: 'true' }

/** The unchanged body, for an answer that is parsed. A folded one is requested as a stream. */
const readAnswer = (
  sent: Buffer,
  request: ChatRequest,
  { isFolded, isStream }: ReadHead,
  { dialect, target }: Serving,
): Prepared<Extract<Chatting, { type: 'translated' }>> => {
  const asked = isFolded ? spliceBytes(sent, STREAMED) : sent
  const { body, losses = [] } = RELAYS[dialect].request(asked, { ...target, isStream: isFolded ?? isStream })
  return { body, losses, answering: answerTo(request, request) }
}

/** The same without some of its tools, each reported as a loss. */
const prepareCut = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
  withoutTools: NonNullable<Serving['withoutTools']>,
  fetched?: readonly Fetched[],
): Prepared<Chatting> => {
  const prepared = prepareChat(cutTools(sent, withoutTools), head, { dialect, target }, fetched)
  const dropped = withoutTools.map(({ param, reason }): Loss => ({ param, action: 'dropped', reason }))
  return { ...prepared, losses: [...dropped, ...prepared.losses] }
}

const pass = (
  sent: Buffer,
  { isStream }: ReadHead,
  { dialect, target }: Serving,
): Prepared<Extract<Chatting, { type: 'passed' }>> => {
  const { body, losses = [], ...asked } = RELAYS[dialect].request(sent, { ...target, isStream })
  return { body, losses, answering: { type: 'passed', asked } }
}

const translate = (
  request: ChatRequest,
  { request: adapted, losses }: Adapted,
  { isStrict, isFolded }: ReadHead,
  { dialect, target }: Serving,
): Prepared<Extract<Chatting, { type: 'translated' }>> => {
  if (isStrict) refuseLosses(losses)
  const written = UPSTREAM_FACING[dialect].writeRequest(
    isFolded ? { ...adapted, isStream: true } : adapted,
    target,
  )
  return {
    body: Buffer.from(JSON.stringify(written)),
    losses,
    answering: answerTo(request, adapted),
  }
}

const answerTo = (request: ChatRequest, adapted: ChatRequest): Extract<Chatting, { type: 'translated' }> => ({
  type: 'translated',
  request,
  estimatedInputTokens: estimateInputTokens(request),
  restored: adapted,
  stops: adapted.emulatedStops ?? [],
})
