import { ALIASES, SYNONYMS } from './aliases.ts'
import type { Seller } from './sellers.ts'
import { VENDORS } from './vendors.ts'

/** A provider's name of a model, taken apart. `vendor` is null when the name does not say whose it is. */
export type ModelName = { vendor: string | null; name: string }

/** `global.anthropic.claude-x-20250929-v1:0`: where, whose, which, and which revision. */
const BEDROCK_NAME = /^(?:global\.)?([a-z0-9]+)\.(.+?)(?:-v\d+)?(?::\d+)?$/

/** Takes a provider's name of a model apart. */
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

/** What stays of a name when its punctuation is left aside: two spellings of one model have the same key. */
export const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[._-]/g, '')

/** The endings by which makers date a release; `@default` is Google's word for the newest one. */
export const undated = (name: string): string =>
  name.replace(/[-@](20\d{6}|20\d\d-\d\d-\d\d)$|@default$|(?<=^gpt-(3\.5-turbo|4))-\d{4}$/, '')

/** An id as families of models are told by: without the date of a release and `:free`, with dashes for dots. */
export const plainId = (id: string): string => undated(id.replace(/:free$/, '')).replaceAll('.', '-')

/** The ids that models go by, found again under any provider's spelling. */
export class ModelIds {
  readonly #byKey = new Map<string, string>()
  readonly #byBareKey = new Map<string, Set<string>>()

  add(id: string): void {
    const [vendor, name] = split(id)
    this.#byKey.set(`${vendor}/${keyOf(name)}`, id)
    const bare = this.#byBareKey.get(keyOf(name)) ?? new Set()
    this.#byBareKey.set(keyOf(name), bare.add(id))
  }

  /** The id of what a provider calls `model`; null when it is not known and its name does not say whose it is. */
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

/** What hosts append to the name of a model that they run with fewer bits or for other prices. */
const HOSTED = /-(fp8|tput|turbo|paddle|maas|128e-instruct|17b-16e-instruct|17b-128e-instruct(-fp8)?)$/

/**
 * What a model may be known as, the likeliest first. Makers and OpenRouter mean exactly what they write; hosts write
 * the date of the only release they have, and how they run it.
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
