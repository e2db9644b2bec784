/** How a run of tokens reads when it follows others. */
export type Detokenize<Token> = (tokens: readonly Token[], preceding: readonly Token[]) => string

export type TokenDecoder<Token> = {
  /** Takes the next token; returns the text that is complete with it, possibly none. */
  push(token: Token): string
  /** The text of tokens held back when no more come. */
  flush(): string
}

const REPLACEMENT_CHARACTER = '\uFFFD'
/** No character has more UTF-8 bytes, so more tokens than that which make none are broken, not incomplete. */
const MAX_HELD_TOKENS = 4
const PRECEDING_TOKENS = 8

/** Turns tokens into text, never cutting a character whose bytes are spread over several tokens. */
export const decodeTokens = <Token>(
  detokenize: Detokenize<Token>,
  prompt: readonly Token[],
): TokenDecoder<Token> => {
  let preceding = prompt.slice(-PRECEDING_TOKENS)
  let held: Token[] = []
  const flush = (): string => {
    const text = detokenize(held, preceding)
    preceding = [...preceding, ...held].slice(-PRECEDING_TOKENS)
    held = []
    return text
  }
  return {
    push: (token) => {
      held.push(token)
      const isIncomplete = detokenize(held, preceding).endsWith(REPLACEMENT_CHARACTER)
      return isIncomplete && held.length < MAX_HELD_TOKENS ? '' : flush()
    },
    flush,
  }
}
