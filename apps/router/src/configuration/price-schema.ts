import { parseUsd, parseUsdPerMillion } from '@gptget/money'
import type { RateCard, Rates, Surcharges, TieredRates, UnitRates } from '@gptget/money'
import { z } from 'zod'

/** An amount as a number or as text, read exactly. `read` throws if it is invalid. */
const amount = (read: (usd: string | number) => bigint) =>
  z.union([z.number().nonnegative(), z.string()]).transform((usd, context) => {
    try {
      return read(usd)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })

/** US dollars per million tokens. */
const perMillion = amount(parseUsdPerMillion)

/** US dollars per unit. */
const each = amount((usd) => {
  const nano = parseUsd(usd)
  if (nano < 0n) throw new RangeError(`a price cannot be negative: ${usd}`)
  return nano
})

const classes = {
  cache_read: perMillion.optional(),
  cache_write: perMillion.optional(),
  cache_write_1h: perMillion.optional(),
  reasoning: perMillion.optional(),
  audio_input: perMillion.optional(),
  audio_output: perMillion.optional(),
  image_input: perMillion.optional(),
  image_output: perMillion.optional(),
  per_request: each.optional(),
}

const rates = z.strictObject({ input: perMillion, output: perMillion, ...classes })
type WrittenRates = z.output<typeof rates>

const tier = rates.extend({ above: z.coerce.number().int().positive() })

const tiers = z
  .array(tier)
  .min(1)
  .refine((all) => all.every(({ above }, index) => index === 0 || above > all[index - 1]!.above), {
    message: 'tiers must start at sizes that rise',
  })

const toTieredRates = ({
  tiers: written,
  ...base
}: WrittenRates & { tiers?: z.output<typeof tiers> | undefined }): TieredRates => ({
  ...toRates(base),
  ...(written ? { tiers: written.map(({ above, ...tierRates }) => ({ above, ...toRates(tierRates) })) } : {}),
})

const tieredRates = rates.extend({ tiers: tiers.optional() }).transform(toTieredRates)

const toRates = (written: WrittenRates): Rates =>
  definedFields({
    input: written.input,
    output: written.output,
    cacheRead: written.cache_read,
    cacheWrite: written.cache_write,
    cacheWrite1h: written.cache_write_1h,
    reasoning: written.reasoning,
    audioInput: written.audio_input,
    audioOutput: written.audio_output,
    imageInput: written.image_input,
    imageOutput: written.image_output,
    request: written.per_request,
  }) as Rates

const definedFields = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields

/** `1.1`: a factor of the price. */
const factor = z.coerce
  .number()
  .positive()
  .max(100)
  .transform((times) => Math.round(times * 10_000))

const surcharges = {
  service_tiers: z.record(z.string().min(1), tieredRates).optional(),
  speeds: z.record(z.string().min(1), tieredRates).optional(),
  geographies: z.record(z.string().min(1), factor).optional(),
  tool_calls: z
    .strictObject({ web_search: each, file_search: each, code_execution: each, maps: each })
    .partial()
    .optional(),
}

const units = {
  per_image: each.optional(),
  per_second: each.optional(),
  per_minute: each.optional(),
  per_million_characters: each.optional(),
  per_hour: each.optional(),
  per_gigabyte_hour: each.optional(),
}

/**
 * Other prices for requests that match all of these: `{ when: { size: 1024x1024, quality: high }, per_image: 0.167 }`.
 */
const variants = z.array(z.strictObject({ when: z.record(z.string().min(1), z.coerce.string()), ...units }))

const written = z.strictObject({
  input: perMillion.optional(),
  output: perMillion.optional(),
  ...classes,
  tiers: tiers.optional(),
  ...units,
  variants: variants.optional(),
  ...surcharges,
})
type Written = z.output<typeof written>

const UNITS = [...Object.keys(units), 'per_request'] as (keyof Written)[]

/**
 * The operator's price of a model: everything that a rate card can hold. Tokens need a price for input and output,
 * unless everything is counted in units.
 */
export const price = written
  .check(({ value, issues }) => {
    const hasUnits = UNITS.some((unit) => value[unit] !== undefined) || (value.variants ?? []).length > 0
    for (const name of ['input', 'output'] as const) {
      const other = value[name === 'input' ? 'output' : 'input']
      if (value[name] !== undefined || (hasUnits && other === undefined)) continue
      issues.push({ code: 'custom', input: value, path: [name], message: `${name} is missing` })
    }
  })
  .transform((all): RateCard => {
    const { input = 0n, output = 0n } = all
    return {
      ...toTieredRates({ ...all, input, output }),
      ...unitsOf(all),
      ...definedFields({ variants: all.variants?.map(({ when, ...own }) => ({ when, ...unitsOf(own) })) }),
      ...definedFields({ surcharges: surchargesOf(all) }),
    }
  })

const unitsOf = (all: Partial<Record<keyof typeof units, bigint | undefined>>): UnitRates =>
  definedFields({
    perImage: all.per_image,
    perSecond: all.per_second,
    perMinute: all.per_minute,
    perMillionCharacters: all.per_million_characters,
    perHour: all.per_hour,
    perGigabyteHour: all.per_gigabyte_hour,
  }) as UnitRates

const surchargesOf = (all: Written): Surcharges | undefined => {
  const { web_search, file_search, code_execution, maps } = all.tool_calls ?? {}
  const found = definedFields({
    serviceTiers: all.service_tiers,
    speeds: all.speeds,
    geographies: all.geographies,
    toolCalls: all.tool_calls
      ? definedFields({
          webSearch: web_search,
          fileSearch: file_search,
          codeExecution: code_execution,
          maps,
        })
      : undefined,
  }) as Surcharges
  return Object.keys(found).length > 0 ? found : undefined
}
