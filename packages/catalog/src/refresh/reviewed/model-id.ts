import { ALIASES, SYNONYMS } from './aliases.ts'
import type { Seller } from './sellers.ts'
import { VENDORS } from './vendors.ts'

/** The parts of a provider's name of a model. `vendor` is null if the name does not include it. */
export type ModelName = { vendor: string | null; name: string }

/** `global.anthropic.claude-x-20250929-v1:0`: region, vendor, name and revision. */
const BEDROCK_NAME = /^(?:global\.)?([a-z0-9]+)\.(.+?)(?:-v\d+)?(?::\d+)?$/

/** Parses a provider's name of a model. */
const parseName = ({ provider, vendor, namesModels }: Seller, model: string): ModelName => {
  if (vendor !== undefined) return { vendor, name: model }
  if (namesModels) {
    const slash = model.indexOf('/')
    return { vendor: model.slice(0, slash), name: model.slice(slash + 1) }
  }
  const path = model.split('/')
  if (path[0] === 'accounts') return { vendor: null, name: path.at(-1)!.replaceAll(/(\d)p(\d)/g, '$1.$2') }
  if (path.length > 1) return { vendor: VENDORS[path[0]!.toLowerCase()] ?? null, name: path.at(-1)! }
  const bedrock = provider === 'bedrock' ? BEDROCK_NAME.exec(model) : null
  if (bedrock) return { vendor: VENDORS[bedrock[1]!] ?? null, name: bedrock[2]! }
  return { vendor: null, name: model }
}

/** A name without punctuation, so that two spellings of one model have the same key. */
export const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[._-]/g, '')

/** Removes the date of a release from a name. `@default` is Google's suffix for the newest release. */
export const undated = (name: string): string =>
  name.replace(/[-@](20\d{6}|20\d\d-\d\d-\d\d)$|@default$|(?<=^gpt-(3\.5-turbo|4))-\d{4}$/, '')

/** An id for matching families of models: without date and `:free`, with dashes for dots. */
export const plainId = (id: string): string => undated(id.replace(/:free$/, '')).replaceAll('.', '-')

/** Finds the ids of models by any provider's spelling. */
export class ModelIds {
  readonly #byKey = new Map<string, string>()
  readonly #byBareKey = new Map<string, Set<string>>()

  add(id: string): void {
    const [vendor, name] = split(id)
    this.#byKey.set(`${vendor}/${keyOf(name)}`, id)
    const bare = this.#byBareKey.get(keyOf(name)) ?? new Set()
    this.#byBareKey.set(keyOf(name), bare.add(id))
  }

  /** The id of a provider's `model`; null if it is unknown and its name does not include the vendor. */
  of(seller: Seller, model: string): string | null {
    const alias = ALIASES[`${seller.provider}:${model}`]
    if (alias !== undefined) return alias
    const parsed = parseName(seller, model)
    const synonym = SYNONYMS[`${parsed.vendor}/${parsed.name.toLowerCase()}`]
    if (synonym !== undefined) return synonym
    const known = spellings(seller, parsed)
      .map((spelling) => this.#find(spelling))
      .find((id) => id !== undefined)
    if (known !== undefined) return known
    return parsed.vendor === null ? null : `${parsed.vendor}/${parsed.name.toLowerCase()}`
  }

  #find({ vendor, name }: ModelName): string | undefined {
    if (vendor !== null) return this.#byKey.get(`${vendor}/${keyOf(name)}`)
    const bare = this.#byBareKey.get(keyOf(name))
    return bare?.size === 1 ? [...bare][0] : undefined
  }
}

/** Suffixes that hosts add for fewer bits or other prices. */
const HOSTED = /-(fp8|tput|turbo|paddle|maas|128e-instruct|17b-16e-instruct|17b-128e-instruct(-fp8)?)$/

/**
 * The possible names of a model, most likely first. Names of vendors and OpenRouter are exact. Hosts add the date of
 * their only release, and suffixes.
 */
const spellings = (seller: Seller, { vendor, name }: ModelName): ModelName[] => {
  const exact = { vendor, name }
  if (seller.vendor !== undefined || seller.namesModels) return [exact]
  const bare = undated(name.toLowerCase())
  return [{ vendor, name: bare }, exact, { vendor, name: bare.replace(HOSTED, '') }]
}

const split = (id: string): [string, string] => {
  const slash = id.indexOf('/')
  return [id.slice(0, slash), id.slice(slash + 1)]
}
