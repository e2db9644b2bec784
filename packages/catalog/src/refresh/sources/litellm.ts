import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SnapshotRates, SnapshotSurcharges, SnapshotTieredRates } from '../../price.ts'
import { THINKING_EFFORTS } from '../../thinking.ts'
import { decimal, decimals, multiplyRates, perMillion } from './decimal.ts'
import type { Listing } from './listing.ts'
import { keepOfEntry } from './media-entry.ts'
import type { MediaEntry } from './media-entry.ts'

const FILE = 'litellm/model_prices_and_context_window_backup.json'

const entry = z.looseObject({
  litellm_provider: z.string().optional(),
  mode: z.string().optional(),
  max_input_tokens: z.coerce.number().optional(),
  max_output_tokens: z.coerce.number().optional(),
  deprecation_date: z.string().optional(),
  deprecation_source: z.string().optional(),
  successor_model: z.string().optional(),
  supported_modalities: z.array(z.string()).optional(),
  supported_output_modalities: z.array(z.string()).optional(),
  provider_specific_entry: z.record(z.string(), z.unknown()).optional(),
  reasoning_effort_levels: z.array(z.string()).optional(),
  search_context_cost_per_query: z.record(z.string(), z.number()).optional(),
})
type Entry = z.output<typeof entry>

/**
 * Reads LiteLLM's price list. `providers`: its names of one seller; `prefix`: its prefix for that seller's models.
 */
export const readLiteLlm = (
  folder: string,
): ((providers: readonly string[], prefix: string) => Listing[]) => {
  const { sample_spec: _, ...written } = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8')) as Record<
    string,
    unknown
  >
  const all = Object.entries(z.record(z.string(), entry).parse(written))
  return (providers, prefix) => {
    const found = new Map<string, Listing>()
    for (const [key, each] of all) {
      const model = key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key
      const isBare = model === key && key.includes('/')
      if (isBare || !providers.includes(each.litellm_provider ?? '') || key.startsWith('ft:')) continue
      if (!found.has(model)) found.set(model, readEntry(model, each, prefix))
    }
    return [...found.values()]
  }
}

/** Reads entries of media models by LiteLLM's names. */
export const readMediaEntries = (folder: string, names: readonly string[]): Record<string, MediaEntry> => {
  const all = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8')) as Record<
    string,
    Record<string, unknown> | undefined
  >
  return Object.fromEntries(
    names.flatMap((name) => {
      const entry = all[name]
      return entry === undefined ? [] : [[name, keepOfEntry(entry)]]
    }),
  )
}

const readEntry = (model: string, each: Entry, prefix: string): Listing => ({
  model,
  ...readFacts(each),
  ...readThinking(each),
  ...readPrice(each),
  ...readRetirement(each, prefix),
})

const TEXT_MODES = ['chat', 'completion', 'responses', 'embedding']

const readFacts = (each: Entry): Partial<Listing> => {
  const says = (name: string): boolean | undefined =>
    typeof each[`supports_${name}`] === 'boolean' ? (each[`supports_${name}`] as boolean) : undefined
  const input = [
    'text',
    ...(says('vision') ? ['image'] : []),
    ...(says('audio_input') ? ['audio'] : []),
    ...(says('video_input') ? ['video'] : []),
    ...(says('pdf_input') ? ['pdf'] : []),
  ]
  return {
    ...(isCount(each.max_input_tokens) ? { context: each.max_input_tokens } : {}),
    ...(isCount(each.max_output_tokens) ? { maxOutput: each.max_output_tokens } : {}),
    input: [...new Set([...input, ...(each.supported_modalities ?? [])])],
    output: each.supported_output_modalities ?? (TEXT_MODES.includes(each.mode ?? '') ? ['text'] : []),
    ...known({
      hasTools: says('function_calling'),
      isReasoning: says('reasoning'),
      hasJsonSchema: says('response_schema'),
      hasSampling: says('sampling_params'),
      hasForcedTools: says('forced_tool_use'),
      hasWebSearch: says('web_search'),
    }),
  }
}

/** Reads the thinking levels. A list with fewer than two of our levels only says that the model thinks. */
const readThinking = ({ reasoning_effort_levels: levels = [] }: Entry): Pick<Listing, 'thinking'> => {
  const efforts = THINKING_EFFORTS.filter((each) => levels.includes(each))
  return efforts.length === 0
    ? {}
    : { thinking: { mode: 'effort', efforts, canDisable: levels.includes('none') } }
}

const isCount = (value: number | undefined): value is number => Number.isInteger(value) && value! > 0

const known = <Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>

/** LiteLLM's names of the token classes, without suffixes for sizes and service tiers. */
const CLASSES = {
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cacheRead: 'cache_read_input_token_cost',
  cacheWrite: 'cache_creation_input_token_cost',
  reasoning: 'output_cost_per_reasoning_token',
  audioInput: 'input_cost_per_audio_token',
  audioOutput: 'output_cost_per_audio_token',
  imageInput: 'input_cost_per_image_token',
  imageOutput: 'output_cost_per_image_token',
} as const satisfies Partial<Record<keyof SnapshotRates, string>>
const LONG_WRITES = [
  'cache_creation_input_token_cost_above_1hr',
  'cache_creation_input_token_cost_above_12hr',
]

const amount = (each: Entry, field: string): number | undefined =>
  typeof each[field] === 'number' ? (each[field] as number) : undefined

/** The rates of one size (`_above_272k_tokens`) and service tier (`_priority`); undefined if there are none. */
const ratesAt = (each: Entry, size: string, tier: string): SnapshotRates | undefined => {
  const at = (field: string) => perMillion(amount(each, `${field}${size}${tier}`))
  const classes = Object.fromEntries(Object.entries(CLASSES).map(([name, field]) => [name, at(field)]))
  const cacheWrite1h = LONG_WRITES.map(at).find((rate) => rate !== undefined)
  const { input, output, ...rest } = decimals({ ...classes, cacheWrite1h }) as Partial<SnapshotRates>
  // Embeddings have no output.
  return input === undefined ? undefined : { input, output: output ?? '0', ...rest }
}

const sizesOf = (each: Entry): number[] =>
  Object.keys(each)
    .flatMap((field) => /^input_cost_per_token_above_(\d+)k_tokens$/.exec(field)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)

const tieredRatesAt = (each: Entry, tier: string): SnapshotTieredRates | undefined => {
  const base = ratesAt(each, '', tier)
  if (base === undefined) return undefined
  const tiers = sizesOf(each).flatMap((size) => {
    const rates = ratesAt(each, `_above_${size}k_tokens`, tier)
    return rates === undefined ? [] : [{ above: size * 1000, ...rates }]
  })
  return tiers.length > 0 ? { ...base, tiers } : base
}

const readPrice = (each: Entry): Partial<Listing> => {
  const usual = tieredRatesAt(each, '')
  const units = decimals({
    request: amount(each, 'input_cost_per_request'),
    perImage: amount(each, 'output_cost_per_image'),
    perSecond:
      amount(each, 'output_cost_per_video_per_second') ??
      amount(each, 'output_cost_per_second') ??
      amount(each, 'input_cost_per_second'),
    perMillionCharacters: perMillion(amount(each, 'input_cost_per_character')),
  })
  if (usual === undefined && Object.keys(units).length === 0) return {}
  const surcharges = readSurcharges(each, usual)
  return {
    price: {
      ...(usual ?? { input: '0', output: '0' }),
      ...units,
      ...(Object.keys(surcharges).length > 0 ? { surcharges } : {}),
    },
  }
}

const SERVICE_TIERS = ['priority', 'flex'] as const
const TOOLS = { maps: 'google_maps_grounding_cost_per_query' } as const

const readSurcharges = (each: Entry, usual: SnapshotTieredRates | undefined): SnapshotSurcharges => {
  const serviceTiers = Object.fromEntries(
    SERVICE_TIERS.flatMap((tier) => {
      const rates = tieredRatesAt(each, `_${tier}`)
      return rates === undefined ? [] : [[tier, rates]]
    }),
  )
  const { fast, us } = each.provider_specific_entry ?? {}
  const fileSearch = amount(each, 'file_search_cost_per_1k_calls')
  const toolCalls = decimals({
    webSearch: each.search_context_cost_per_query?.search_context_size_medium,
    maps: amount(each, TOOLS.maps),
    fileSearch: fileSearch === undefined ? undefined : fileSearch / 1000,
    codeExecution: amount(each, 'code_interpreter_cost_per_session'),
  })
  return {
    ...(Object.keys(serviceTiers).length > 0 ? { serviceTiers } : {}),
    ...(typeof fast === 'number' && usual ? { speeds: { fast: multiply(usual, fast) } } : {}),
    ...(typeof us === 'number' ? { geographies: { us: decimal(us) } } : {}),
    ...(Object.keys(toolCalls).length > 0 ? { toolCalls } : {}),
  }
}

const multiply = ({ tiers, ...base }: SnapshotTieredRates, factor: number): SnapshotTieredRates => ({
  ...multiplyRates(base, factor),
  ...(tiers ? { tiers: tiers.map(({ above, ...tier }) => ({ above, ...multiplyRates(tier, factor) })) } : {}),
})

/**
 * Reads the retirement. A date without a source page is only an earliest date, as Google has for others' models.
 */
const readRetirement = (each: Entry, prefix: string): Partial<Listing> => {
  const { deprecation_date: day, deprecation_source: page } = each
  const isAnnounced = page !== undefined && z.iso.date().safeParse(day).success
  const successor = each.successor_model?.replace(new RegExp(`^${prefix}/`), '')
  return { ...(isAnnounced ? { retires: day } : {}), ...(successor ? { replacement: successor } : {}) }
}
