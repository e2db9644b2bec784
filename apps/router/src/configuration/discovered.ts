import { z } from 'zod'

/** Providers running on this machine, which need no key. */
const discovered = z.array(
  z.object({
    id: z.string(),
    name: z.string().optional(),
    base_url: z.url(),
    models: z.array(
      z.object({
        id: z.string(),
        upstream_model: z.string(),
        name: z.string().optional(),
        context_tokens: z.number().int().positive().nullish(),
        /** Default: `text`. */
        output: z.enum(['text', 'embeddings', 'speech', 'transcription']).optional(),
        voices: z.array(z.string()).optional(),
      }),
    ),
  }),
)
export type DiscoveredProvider = z.output<typeof discovered>[number]

/** Reads `GPTGET_DISCOVERED_PROVIDERS`. @throws if the value was not written by the start. */
export const parseDiscovered = (json: string | undefined): DiscoveredProvider[] =>
  json === undefined || json === '' ? [] : discovered.parse(JSON.parse(json))
