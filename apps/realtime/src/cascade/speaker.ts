import { Readable } from 'node:stream'

type Sentence = { text: string; sound: Readable }

export type SpeakerOptions = {
  /** Generates the audio of a sentence, in pieces. */
  open: (text: string) => AsyncIterable<Buffer>
  /** Passes a piece on; the next one is not taken before that. */
  onPiece: (piece: Buffer) => Promise<void>
  /** A sentence was passed on completely, or as far as it went. */
  onSentence: (text: string) => void
}

/** While one sentence is passed on, the next one is generated. */
const SENTENCES_AHEAD = 2
/** How many pieces of a sentence are generated in advance. */
const PIECES_AHEAD = 64

/** Speaks sentences one after another, in the order in which they arrive. */
export class Speaker {
  readonly #options: SpeakerOptions
  readonly #waiting: string[] = []
  readonly #opened: Sentence[] = []
  #running: Promise<void> | null = null
  #failure: { error: unknown } | null = null

  constructor(options: SpeakerOptions) {
    this.#options = options
  }

  say(text: string): void {
    if (this.#failure !== null) return
    this.#waiting.push(text)
    this.#openAhead()
    this.#running ??= this.#run()
  }

  /** Resolves when everything was spoken. @throws the failure that prevented it */
  async finish(): Promise<void> {
    await this.#running
    if (this.#failure !== null) throw this.#failure.error
  }

  /** Stops speaking. */
  stop(): void {
    this.#waiting.length = 0
    for (const { sound } of this.#opened) sound.destroy()
  }

  #openAhead(): void {
    while (this.#opened.length < SENTENCES_AHEAD && this.#waiting.length > 0) {
      const text = this.#waiting.shift()!
      const sound = Readable.from(this.#options.open(text), { highWaterMark: PIECES_AHEAD })
      // It is read, and its failure noticed, when its turn comes.
      sound.on('error', () => {})
      sound.read(0)
      this.#opened.push({ text, sound })
    }
  }

  async #run(): Promise<void> {
    try {
      for (let next = this.#opened[0]; next !== undefined; next = this.#opened[0]) {
        await this.#speak(next)
        this.#opened.shift()
        this.#openAhead()
      }
    } catch (error) {
      this.#failure = { error }
      this.stop()
    } finally {
      this.#running = null
    }
  }

  async #speak({ text, sound }: Sentence): Promise<void> {
    try {
      for await (const piece of sound) await this.#options.onPiece(piece as Buffer)
    } finally {
      this.#options.onSentence(text)
    }
  }
}
