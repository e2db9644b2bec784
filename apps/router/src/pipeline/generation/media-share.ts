import type { ByteBudget } from '@gptget/threads'

/** The memory of the media that one request or task refers to. */
export class MediaShare {
  readonly #budget: ByteBudget
  readonly #accountId: string
  #bytes = 0

  constructor(budget: ByteBudget, accountId: string) {
    this.#budget = budget
    this.#accountId = accountId
  }

  /** @throws PublicError 429, 503 if there is no memory for them */
  take(bytes: number): void {
    this.#budget.take(this.#accountId, bytes)
    this.#bytes += bytes
  }

  /** Returns freed bytes. */
  release(): void {
    this.#budget.giveBack(this.#accountId, this.#bytes)
    this.#bytes = 0
  }
}

/** The bytes of all pieces. @throws PublicError 429, 503 as soon as the share has no memory for them */
export const gather = async (
  chunks: AsyncIterable<Uint8Array>,
  share: MediaShare | null,
): Promise<Buffer> => {
  const gathered: Uint8Array[] = []
  for await (const chunk of chunks) {
    share?.take(chunk.byteLength)
    gathered.push(chunk)
  }
  return Buffer.concat(gathered)
}
