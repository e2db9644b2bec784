/** Returns the text of tokens that follow other tokens. */
export type Detokenize<Token> = (tokens: readonly Token[], preceding: readonly Token[]) => string

export type TokenDecoder<Token> = {
  /** Adds a token. Returns the text that is now complete, which may be empty. */
  push(token: Token): string
  /** Returns the text of held tokens after the last one. */
  flush(): string
}

const REPLACEMENT_CHARACTER = '\uFFFD'
/** A UTF-8 character has at most four bytes, so more tokens without a character are invalid, not incomplete. */
const MAX_HELD_TOKENS = 4
const PRECEDING_TOKENS = 8

/** Decodes tokens without splitting a character whose bytes are in several tokens. */
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
