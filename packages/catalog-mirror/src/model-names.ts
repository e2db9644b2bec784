import type { CatalogModel } from '@gptget/contracts'
import { countLetters, distanceWithin, leastDistance } from './distance-within.ts'

/** The prefix of other gateways and SDKs for a model's name -> the owner in our ids; `''`: none. */
const OWNER_SYNONYMS: Readonly<Record<string, string>> = {
  gemini: 'google',
  'google-ai-studio': 'google',
  meta: 'meta-llama',
  mistral: 'mistralai',
  moonshot: 'moonshotai',
  openrouter: '',
  vertex_ai: 'google',
  xai: 'x-ai',
  zai: 'z-ai',
}

/** With more different letters it is another name. */
const MOST_LETTERS_OFF = 3
/** One wrong letter for so many: all three letters of a short name make another. */
const LETTERS_PER_MISTAKE = 4
/** Shorter words, such as `o` in `4o`, occur in names that have nothing in common. */
const SHORTEST_WORD = 3
const MOST_SUGGESTIONS = 3
const MOST_COMPARED = 100
/** Longer names are not compared. */
const LONGEST_NAME = 100

/** The models by every name that a caller may use. Made once for each catalog. */
export class ModelNames {
  readonly #models: ReadonlyMap<string, CatalogModel>
  readonly #aliases: ReadonlyMap<string, string>
  readonly #patterns: readonly Pattern[]
  /** Ids without case and punctuation: complete, and without the owner. */
  readonly #ids = new Map<string, Set<string>>()
  readonly #letters = new Map<string, Uint8Array>()
  readonly #words: ReadonlyMap<string, ReadonlySet<string>>

  constructor(models: readonly CatalogModel[], aliases: Readonly<Record<string, string>>) {
    this.#models = new Map(models.map((model) => [model.id, model]))
    this.#aliases = new Map(Object.entries(aliases))
    this.#patterns = Object.entries(aliases)
      .filter(([name]) => name.includes('*'))
      .map(([name, target]) => readPattern(name, target))
      .toSorted((a, b) => b.before.length - a.before.length)
    this.#words = new Map(models.map(({ id }) => [id, new Set(wordsOf(id))]))
    for (const { id } of models) {
      this.#add(spellingOf(id), id)
      this.#add(spellingOf(bareNameOf(id)), id)
    }
  }

  /**
   * The model with this name: its id, the operator's alias, or a spelling that only one model matches (without its
   * owner, with other punctuation or case).
   */
  find(name: string): CatalogModel | undefined {
    return this.#models.get(name) ?? this.#byAlias(name) ?? this.#bySpelling(name)
  }

  /**
   * The ids that may be meant by an unknown name: another owner's model of that name, else one with a few other
   * letters, else one with the same words. The closest come first; available models come before the others.
   */
  suggest(name: string): string[] {
    if (name.length > LONGEST_NAME) return []
    const found = [
      () => [...this.#idsSpelled(name)],
      () => [...this.#idsSpelled(bareNameOf(name))],
      () => [...new Set(this.#near(spellingOf(name)))],
      () => this.#related(bareNameOf(name)),
    ]
    for (const find of found) {
      const ids = find()
      if (ids.length > 0) return this.#servedFirst(ids).slice(0, MOST_SUGGESTIONS)
    }
    return []
  }

  /**
   * Names are checked before any limit, so the cost of a wrong one is limited: letters are counted, and few words
   * compared.
   */
  #near(spelling: string): string[] {
    const letters = countLetters(spelling)
    return [...this.#ids.keys()]
      .map((each) => ({ each, least: leastDistance(letters, this.#lettersOf(each)) }))
      .filter(({ least }) => least <= MOST_LETTERS_OFF)
      .toSorted((a, b) => a.least - b.least)
      .slice(0, MOST_COMPARED)
      .flatMap(({ each }) => {
        const distance = distanceWithin(spelling, each, mostMistakesIn(spelling, each))
        return distance === null ? [] : [{ each, distance }]
      })
      .toSorted((a, b) => a.distance - b.distance)
      .flatMap(({ each }) => [...this.#ids.get(each)!])
  }

  /** The models with more than half of the words, such as `claude-sonnet-4.5` for `claude-4-sonnet-latest`. */
  #related(name: string): string[] {
    const asked = [...new Set(wordsOf(name))]
    const telling = asked.filter(isTelling)
    return [...this.#words]
      .flatMap(([id, words]) => {
        const shared = telling.filter((word) => words.has(word)).length
        if (shared * 2 <= telling.length) return []
        return [{ id, shared: asked.filter((word) => words.has(word)).length, count: words.size }]
      })
      .toSorted((a, b) => b.shared - a.shared || a.count - b.count)
      .map(({ id }) => id)
  }

  #lettersOf(spelling: string): Uint8Array {
    const known = this.#letters.get(spelling)
    if (known) return known
    const letters = countLetters(spelling)
    this.#letters.set(spelling, letters)
    return letters
  }

  #add(spelling: string, id: string): void {
    const ids = this.#ids.get(spelling)
    if (ids) ids.add(id)
    else this.#ids.set(spelling, new Set([id]))
  }

  #byAlias(name: string): CatalogModel | undefined {
    const exact = this.#aliases.get(name)
    if (exact !== undefined) return this.#models.get(exact)
    for (const pattern of this.#patterns) {
      const model = this.#models.get(fillPattern(pattern, name) ?? '')
      if (model) return model
    }
    return undefined
  }

  /** If only one of several is available, that is meant. */
  #bySpelling(name: string): CatalogModel | undefined {
    if (name.length > LONGEST_NAME) return undefined
    const models = [...this.#idsSpelled(name)].map((id) => this.#models.get(id)!)
    const served = models.filter(({ isAvailable }) => isAvailable)
    const candidates = models.length > 1 ? served : models
    return candidates.length === 1 ? candidates[0] : undefined
  }

  #idsSpelled(name: string): ReadonlySet<string> {
    const slash = name.indexOf('/')
    const owner = OWNER_SYNONYMS[name.slice(0, slash).toLowerCase()]
    const meant =
      slash === -1 || owner === undefined ? name : `${owner}/${name.slice(slash + 1)}`.replace(/^\//, '')
    return this.#ids.get(spellingOf(meant)) ?? NONE
  }

  #servedFirst(ids: readonly string[]): string[] {
    return ids.toSorted((a, b) => Number(this.#isServed(b)) - Number(this.#isServed(a)))
  }

  #isServed(id: string): boolean {
    return this.#models.get(id)!.isAvailable
  }
}

const NONE: ReadonlySet<string> = new Set()

/** `Claude-Sonnet-4-5` and `claude-sonnet-4.5` are the same. The slash stays: it separates owner and name. */
const spellingOf = (name: string): string => name.toLowerCase().replaceAll(/[._\s-]/g, '')

const bareNameOf = (name: string): string => name.slice(name.indexOf('/') + 1)

/** `foo` differs from `o1` in two letters, and is not meant. */
const mostMistakesIn = (asked: string, known: string): number => {
  const length = Math.min(bareNameOf(asked).length, bareNameOf(known).length)
  return Math.min(MOST_LETTERS_OFF, Math.floor(length / LETTERS_PER_MISTAKE))
}

/** `openai/gpt-4o` -> `openai`, `gpt`, `4`, `o`. */
const wordsOf = (name: string): string[] => name.toLowerCase().match(/[a-z]+|\d+/g) ?? []

const isTelling = (word: string): boolean => word.length >= SHORTEST_WORD && !/\d/.test(word)

/** `gpt-*` -> `openai/gpt-*`: the text that the star matches on the left replaces it on the right. */
type Pattern = { before: string; after: string; target: string }

const readPattern = (name: string, target: string): Pattern => {
  const star = name.indexOf('*')
  return { before: name.slice(0, star), after: name.slice(star + 1), target }
}

const fillPattern = ({ before, after, target }: Pattern, name: string): string | undefined =>
  name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
    ? target.replace('*', () => name.slice(before.length, name.length - after.length))
    : undefined
