/** A part of an answer and the length of its audio; `durationMs` null: it was not spoken. */
export type SpokenPiece = { text: string; durationMs: number | null }

/** The text that was heard until this time: complete parts, and a proportional share of the last one. */
export const heardText = (pieces: readonly SpokenPiece[], cutMs: number): string => {
  let restMs = cutMs
  let heard = ''
  for (const { text, durationMs } of pieces) {
    if (durationMs === null || restMs <= 0) break
    heard += restMs >= durationMs ? text : shareOfWords(text, restMs / durationMs)
    restMs -= durationMs
  }
  return heard.trimEnd()
}

const shareOfWords = (text: string, share: number): string => {
  const words = text.match(/\s*\S+/g) ?? []
  return words.slice(0, Math.floor(words.length * share)).join('')
}

export const soundMsOf = (pieces: readonly SpokenPiece[]): number =>
  pieces.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
