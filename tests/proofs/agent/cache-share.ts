import type { RecordedRequest } from '@gptget/testkit'

type Json = Record<string, unknown>
type Piece = { text: string; tokens: number; isImage: boolean; isMarked: boolean }

/** Anthropic's count for an image of 1280x720: a token for every 28x28 pixels. */
const IMAGE_TOKENS = Math.ceil(1_280 / 28) * Math.ceil(720 / 28)
/** The tokens that the seventeen tools of the toolset, bash and the editor add (Anthropic's documentation). */
const TOOLS_TOKENS = 3_000
const CHARACTERS_OF_A_TOKEN = 4

const pieceOf = (block: Json): Piece => {
  const { cache_control: mark, ...rest } = block
  const text = JSON.stringify(rest)
  const isImage = text.includes('"base64"')
  const words = isImage ? text.length - (/"data":"[^"]*"/.exec(text)?.[0].length ?? 0) : text.length
  const tokens = Math.ceil(words / CHARACTERS_OF_A_TOKEN) + (isImage ? IMAGE_TOKENS : 0)
  return { text, tokens, isImage, isMarked: mark !== undefined }
}

/** The parts of an Anthropic request in the order of its cache: tools, system, messages. */
const piecesOf = (body: Json): Piece[] => [
  { text: JSON.stringify(body['tools']), tokens: TOOLS_TOKENS, isImage: false, isMarked: false },
  ...(body['system'] as Json[]).map(pieceOf),
  ...(body['messages'] as { content: Json[] }[]).flatMap(({ content }) => content.map(pieceOf)),
]

const sum = (pieces: readonly Piece[]): number => pieces.reduce((total, { tokens }) => total + tokens, 0)

/** The part of a request that is read from the cache of earlier ones: an identical prefix up to a cache mark. */
const readOf = (pieces: readonly Piece[], before: readonly (readonly Piece[])[]): number => {
  const ends = before.flatMap((earlier) => {
    const same = earlier.findIndex((piece, at) => piece.text !== pieces[at]?.text)
    const length = same === -1 ? earlier.length : same
    return earlier.flatMap(({ isMarked }, at) => (isMarked && at < length ? [at + 1] : []))
  })
  return sum(pieces.slice(0, Math.max(0, ...ends)))
}

export type CacheShare = { screenshotTokens: number; unprunedTokens: number; readShare: number }

/** The cached and uncached tokens of a run's requests, as a provider with Anthropic's cache counts them. */
export const cacheShareOf = (requests: readonly RecordedRequest[], fromStep = 6): CacheShare => {
  const all = requests.map(({ json }) => piecesOf(json as Json))
  const counted = all.map((pieces, index) => ({
    read: readOf(pieces, all.slice(0, index)),
    all: sum(pieces),
  }))
  const late = counted.slice(fromStep - 1)
  const images = all.map((pieces) => pieces.filter(({ isImage }) => isImage).length)
  return {
    screenshotTokens: images.reduce((total, count) => total + count * IMAGE_TOKENS, 0),
    unprunedTokens: images.reduce((total, _, index) => total + (index + 1) * IMAGE_TOKENS, 0),
    readShare:
      late.reduce((total, { read }) => total + read, 0) /
      late.reduce((total, { all: whole }) => total + whole, 0),
  }
}
