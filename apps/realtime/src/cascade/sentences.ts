/** Shorter parts would sound choppy, except the first one, which should start soon. */
const SHORTEST_CHARACTERS = 12
/** A sentence that does not end is spoken up to a comma or space. */
const LONGEST_CHARACTERS = 240

/** The end of a sentence, when a new one has begun after it. */
const END = /[.!?…](?:["'”’)\]]*)(?=\s+\S)|[。！？](?=.)|\n+(?=\S)/g
/** After these a full stop does not end a sentence. */
const ABBREVIATION = /(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No)|\b[A-Z]|\d)\.$/

/** Cuts text that arrives word by word into parts that can be spoken separately. */
export class SentenceCutter {
  #text = ''

  /** The sentences that this text completes. */
  push(delta: string): string[] {
    this.#text += delta
    const pieces: string[] = []
    for (let end = this.#findEnd(); end !== null; end = this.#findEnd()) {
      pieces.push(this.#text.slice(0, end))
      this.#text = this.#text.slice(end)
    }
    return pieces
  }

  /** The rest at the end of the text. */
  end(): string[] {
    const rest = this.#text
    this.#text = ''
    return rest.trim() === '' ? [] : [rest]
  }

  #findEnd(): number | null {
    for (const match of this.#text.matchAll(END)) {
      const end = match.index + match[0].length
      const sentence = this.#text.slice(0, end)
      if (sentence.trim().length >= SHORTEST_CHARACTERS && !ABBREVIATION.test(sentence)) return end
    }
    if (this.#text.length <= LONGEST_CHARACTERS) return null
    const start = this.#text.slice(0, LONGEST_CHARACTERS)
    const comma = Math.max(start.lastIndexOf(', '), start.lastIndexOf('; '), start.lastIndexOf('，'))
    return (
      (comma > SHORTEST_CHARACTERS ? comma : Math.max(start.lastIndexOf(' '), LONGEST_CHARACTERS / 2)) + 1
    )
  }
}
