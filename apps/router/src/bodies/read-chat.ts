import type { GenerationHead } from '@gptget/contracts'
import { CLIENT_FACING, CAPABILITIES, imageQuirksFor } from '@gptget/protocol'
import type { Capabilities, ChatRequest, Target } from '@gptget/protocol'
import { providerRow } from '@gptget/providers'
import type { Provider } from '@gptget/providers'
import type { Catalog, Route, RoutedModel } from '../catalog/catalog.ts'
import type { Serving } from './prepared.ts'

/** A caller's chat in the canonical form. Some dialects have model and stream in the path; the head carries them. */
export const readChat = (
  { dialect, model, isStream }: Pick<GenerationHead, 'dialect' | 'isStream' | 'model'>,
  body: Buffer,
): ChatRequest => {
  const fields = CAPABILITIES[dialect].parsers.request(body.toString()) as Record<string, unknown>
  return CLIENT_FACING[dialect].readRequest({ ...fields, model, stream: isStream })
}

/** The target of a request for a route. */
export const servingOf = (catalog: Catalog, route: Route): Serving => ({
  dialect: route.provider.dialect,
  target: targetOf(catalog, route),
})

/** What a writer must know of its model. */
export const targetOf = (catalog: Catalog, { model, upstreamModel, provider }: Route): Target => {
  const known = catalog.models.get(model)
  return {
    model: upstreamModel,
    quirks: imageQuirksFor(provider, known?.public.outputModalities ?? []),
    maxOutputTokens: known?.public.maxOutputTokens ?? undefined,
    capabilities: known && capabilitiesAt(provider, known),
    ...known?.facts,
  }
}

/** The ranges apply to the maker's servers. Other hosts of open weights have their own. */
const capabilitiesAt = (provider: Provider, { capabilities, public: { id } }: RoutedModel): Capabilities => {
  const { ranges, ...others } = capabilities
  if (ranges === undefined) return capabilities
  const maker = providerRow(provider.id)
  return maker !== undefined && id.startsWith(`${maker.modelPrefix ?? maker.id}/`) ? capabilities : others
}
