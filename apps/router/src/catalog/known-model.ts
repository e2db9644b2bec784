import { highestOf } from '@gptget/money'
import { describeInWords, supportedParameters } from '@gptget/catalog'
import type { SnapshotModel, SnapshotRoute } from '@gptget/catalog'
import type { Provider } from '@gptget/providers'
import { capabilitiesOf } from './capabilities.ts'
import type { RoutedModel, Unserved } from './catalog.ts'
import { makeRoutes } from './make-routes.ts'
import { rateCardOfSnapshot } from './rate-cards.ts'

/** The output of chats. */
const WRITTEN = new Set(['text', 'image', 'audio'])

/** A model of the snapshot, with a route for each available provider that has not retired it by `today`. */
export const knownModel = (
  model: SnapshotModel,
  providers: ReadonlyMap<string, Provider>,
  offered: ReadonlySet<string>,
  today: string,
  ownableProviders: ReadonlyMap<string, Provider> = new Map(),
): RoutedModel => {
  const served = model.routes.filter((route) => route.retires === undefined || route.retires > today)
  const usable = served.filter(({ provider }) => offered.has(provider))
  // A model without routes has the price of all that could serve it, or once did.
  const priced = [usable, served, model.routes].find((some) => some.length > 0)!
  const can = {
    inputModalities: model.input,
    supportedParameters: model.output.every((each) => !WRITTEN.has(each))
      ? []
      : supportedParameters(model.abilities),
  }
  const routesOver = (from: ReadonlyMap<string, Provider>, routes: readonly SnapshotRoute[]) =>
    makeRoutes(
      model.id,
      routes.map((route) => ({
        provider: from.get(route.provider)!,
        upstreamModel: route.model,
        price: rateCardOfSnapshot(route.price),
      })),
    )
  const ownable = served.filter(({ provider }) => ownableProviders.has(provider))
  return {
    routes: routesOver(providers, usable),
    ownable: routesOver(ownableProviders, ownable),
    hedgeAfterMs: null,
    unserved: describeUnserved(model.routes, served, offered),
    capabilities: capabilitiesOf({
      ...can,
      outputModalities: model.output,
      hasForcedTools: model.hasForcedTools,
      settings: model.settings,
    }),
    facts: {
      thinking: model.thinking,
      requiresThoughtSignature: model.requiresThoughtSignature,
      ...(model.voices ? { voices: model.voices } : {}),
    },
    public: {
      id: model.id,
      name: model.name,
      description: describeInWords({
        ...can,
        outputModalities: model.output,
        contextTokens: model.context ?? null,
        thinking: model.thinking,
        hasTools: model.abilities.includes('tools'),
      }),
      ownedBy: model.id.slice(0, model.id.indexOf('/')),
      createdAtSeconds: model.released === undefined ? 0 : Date.parse(model.released) / 1000,
      contextTokens: model.context ?? null,
      maxOutputTokens: model.maxOutput ?? null,
      ...can,
      outputModalities: model.output,
      ...(model.computerTools === undefined ? {} : { computerTools: model.computerTools }),
      ...(model.vendorTools === undefined ? {} : { vendorTools: model.vendorTools }),
      price: highestOf(priced.map(({ price }) => rateCardOfSnapshot(price))),
      isAvailable: usable.length > 0,
      retiresAt: lastDay(priced),
      ...(model.replacement === undefined ? {} : { replacement: model.replacement }),
    },
  }
}

const describeUnserved = (
  all: readonly SnapshotRoute[],
  served: readonly SnapshotRoute[],
  offered: ReadonlySet<string>,
): Unserved => {
  const retired = all.filter((route) => !served.includes(route))
  const ours = retired.filter(({ provider }) => offered.has(provider))
  return {
    withoutCredential: served.map(({ provider }) => provider).filter((provider) => !offered.has(provider)),
    retiredOn: lastDay(ours.length > 0 || served.length > 0 ? ours : retired),
  }
}

/** The date on which the last of them stops; null if one continues. */
const lastDay = (routes: readonly SnapshotRoute[]): string | null => {
  const days = routes.map(({ retires }) => retires)
  return days.includes(undefined) ? null : (days.toSorted().at(-1) ?? null)
}
