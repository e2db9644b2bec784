import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'

/** Unit prices in nano-USD per million tokens, by token class: $2.50 per million is 2_500_000_000n. */
const rates = z.object({
  input: nanoUsd,
  output: nanoUsd,
  cacheRead: nanoUsd.optional(),
  cacheWrite: nanoUsd.optional(),
  cacheWrite1h: nanoUsd.optional(),
  reasoning: nanoUsd.optional(),
  audioInput: nanoUsd.optional(),
  audioOutput: nanoUsd.optional(),
  imageInput: nanoUsd.optional(),
  imageOutput: nanoUsd.optional(),
  /** A flat amount per request. */
  request: nanoUsd.optional(),
})

/** `tiers`, ascending: the rates of requests whose whole input is larger than `above` tokens. */
const tieredRates = rates.extend({
  tiers: z.array(rates.extend({ above: z.number().int().positive() })).optional(),
})

const unitRates = {
  perImage: nanoUsd.optional(),
  perSecond: nanoUsd.optional(),
  perMinute: nanoUsd.optional(),
  perMillionCharacters: nanoUsd.optional(),
  perHour: nanoUsd.optional(),
  perGigabyteHour: nanoUsd.optional(),
}

/** As `RateCard` of the money package: prices by unit, and by attributes of the request. */
export const rateCard = tieredRates.extend({
  ...unitRates,
  variants: z.array(z.object({ ...unitRates, when: z.record(z.string(), z.string()) })).optional(),
  surcharges: z
    .object({
      serviceTiers: z.record(z.string(), tieredRates).optional(),
      speeds: z.record(z.string(), tieredRates).optional(),
      geographies: z.record(z.string(), z.number().int().positive()).optional(),
      toolCalls: z
        .object({ webSearch: nanoUsd, fileSearch: nanoUsd, codeExecution: nanoUsd, maps: nanoUsd })
        .partial()
        .optional(),
    })
    .optional(),
})

/** A model as callers see it; its routes stay in the router. */
export const catalogModel = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  ownedBy: z.string(),
  createdAtSeconds: z.number().int(),
  contextTokens: z.number().int().positive().nullable(),
  maxOutputTokens: z.number().int().positive().nullable(),
  inputModalities: z.array(z.string()),
  outputModalities: z.array(z.string()),
  supportedParameters: z.array(z.string()),
  /** For a speech model; omitted if unknown. */
  voices: z.array(z.string()).optional(),
  /**
   * The tools with which it uses a computer, best first; omitted if its vendor documents none. Strings, because a
   * router may know a newer one.
   */
  computerTools: z.array(z.string()).optional(),
  /**
   * The tools that its vendor runs for it, with the vendor's names of each, newest first. An empty list: it does not
   * have it. What is absent is not known.
   */
  vendorTools: z.record(z.string(), z.array(z.string())).optional(),
  /** It may reason without being asked, which its stream does not show token by token. */
  thinksUnasked: z.boolean().optional(),
  /** The highest price of its routes: what a hold must cover. */
  price: rateCard,
  /** At least one route has a provider with a credential. */
  isAvailable: z.boolean(),
  /** The announced date on which the last of its providers stops serving it. */
  retiresAt: z.string().nullable(),
  /** The replacement that its vendor recommends. */
  replacement: z.string().optional(),
  /** The providers whose own keys can serve it, their highest list price, and the fee as a share of it. */
  byokKeys: z
    .object({
      providers: z.array(z.string()),
      price: rateCard,
      feeBasisPoints: z.number().int().nonnegative(),
    })
    .optional(),
})
export type CatalogModel = z.output<typeof catalogModel>

const catalogModels = z.array(catalogModel)

/** The last catalog that this process packed or unpacked: the services of a process share it. */
let last: { packed: string; models: CatalogModel[] } | undefined

/** As `z.encode` would, which takes seven times as long: only the amounts are written otherwise than they are. */
const pack = (models: CatalogModel[]): string =>
  gzipSync(
    JSON.stringify(models, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ).toString('base64')

const unpack = (packed: string): CatalogModel[] =>
  z.decode(catalogModels, JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()))

/** Hundreds of models take half of a message; compressed they take a twentieth. Not to be changed: they are shared. */
const packedModels = z.codec(z.base64(), z.custom<CatalogModel[]>(Array.isArray), {
  decode: (packed) => {
    if (last?.packed !== packed) last = { packed, models: unpack(packed) }
    return last.models
  },
  encode: (models) => {
    if (last?.models !== models) last = { packed: pack(models), models }
    return last.packed
  },
})

/**
 * `known`: the caller's version. `models` is null if it is the current one. `aliases`: the operator's other names of
 * models, with at most one `*` that matches the same on both sides.
 */
export const readCatalog = defineCall(
  'router.catalog.get',
  z.object({ known: z.string().optional() }),
  z.object({
    version: z.string(),
    models: packedModels.nullable(),
    aliases: z.record(z.string(), z.string()).optional(),
    /** Why the last configuration is not used; omitted if it is. */
    refusal: z.string().optional(),
  }),
)

/** A router loaded a new configuration. */
export const catalogChanged = defineBroadcast('router.catalog.changed', z.object({ version: z.string() }))

/** Asks every router to read its configuration file again. `isEmptyAllowed`: also if it has no models any more. */
export const catalogReload = defineBroadcast(
  'router.catalog.reload',
  z.object({ isEmptyAllowed: z.boolean().optional() }),
)

/** The outcome in one router: `refusal` says why its file is not used, or is null. */
export const catalogReloaded = defineBroadcast(
  'router.catalog.reloaded',
  z.object({ version: z.string(), refusal: z.string().nullable() }),
)

/** A configuration fits into one message. */
export const MAX_CONFIGURATION_CHARACTERS = 250_000

/** Checks a configuration as the answering router would, and changes nothing. `source` null: its own file. */
export const checkConfiguration = defineCall(
  'router.configuration.check',
  z.object({ source: z.string().max(MAX_CONFIGURATION_CHARACTERS).nullable(), name: z.string().max(1_000) }),
  z.object({ problem: z.string().nullable(), modelCount: z.number(), operatorModelCount: z.number() }),
)
