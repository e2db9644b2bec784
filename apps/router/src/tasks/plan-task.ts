import type { planTask as planSubject, TaskRequest, TaskRoute, TaskType } from '@gptget/contracts'
import { ModelNames, noSuchModel } from '@gptget/catalog-mirror'
import { PublicError } from '@gptget/errors'
import { imageAttributesOf, unsupported } from '@gptget/protocol'
import type { ImageWire, SongWire, TaskWire } from '@gptget/protocol'
import type { z } from 'zod'
import type { Catalog, Route, RoutedModel } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { unservedError } from '../pipeline/receive/unserved-error.ts'
import { imageRequestOf, mostTokensOf, withPlaceholders } from './answered/image-request.ts'
import { placeholdersOf } from './provider/load-images.ts'
import { costOf, measureTask, type Measured } from './price-task.ts'
import { fingerprintOf } from './provider/route-of-task.ts'
import { usualMsOf, wayOf, type TaskWay } from './provider/task-way.ts'

type Asked = z.output<(typeof planSubject)['request']>
type Plan = z.output<(typeof planSubject)['response']>

/** What a model must be able to make, and its output. */
const KINDS = {
  image: { modality: 'image', kind: 'image', path: '/v1/images/generations' },
  video: { modality: 'video', kind: 'video', path: '/v1/videos' },
  music: { modality: 'music', kind: 'audio', path: '/v1/tasks' },
  mj: { modality: 'image', kind: 'image', path: '/mj/submit/imagine' },
  suno: { modality: 'music', kind: 'audio', path: '/suno/submit/music' },
} as const satisfies Record<TaskType, { modality: string; kind: Plan['kind']; path: string }>

/**
 * Who may do a task, their requests, and the highest cost. Every route is tried without a call: what none of them
 * supports is refused before any credit is reserved.
 * @throws PublicError as a request to a model does
 */
export const planTask = (context: RouterContext, asked: Asked): Plan => {
  const model = findModel(context.catalog(), asked)
  const { id } = model.public
  requireAllowed(asked, id)
  const all = makes(model, asked) ? model.routes.filter((route) => servesTask(model, route, asked)) : []
  if (all.length === 0) throw refusalFor(model, asked)
  const ordered = orderRoutes(context, all, asked)
  const request = withDefaults(asked.request, wayFor(model, ordered[0]!, asked)!)
  const options = ordered.map((route) => tryRoute(context, model, route, { ...asked, request }))
  const routes = options.flatMap((option) => ('route' in option ? [option.route] : []))
  if (routes.length === 0) throw options.flatMap((option) => ('error' in option ? [option.error] : []))[0]!
  const costs = routes.map((route) => costOf(route, route.price))
  return {
    model: id,
    kind: KINDS[asked.type].kind,
    request,
    routes,
    largestCostNanoUsd: costs.reduce((most, cost) => (cost > most ? cost : most), 0n),
    usualMs: usualMsOf(wayFor(model, ordered[0]!, asked)!),
  }
}

const wayFor = (model: RoutedModel, { provider }: Route, { type }: Asked): TaskWay | null =>
  wayOf(provider, type, model.public.outputModalities)

const makes = (model: RoutedModel, { type }: Asked): boolean =>
  model.public.outputModalities.includes(KINDS[type].modality)

const servesTask = (model: RoutedModel, route: Route, asked: Asked): boolean => {
  const { pinned } = asked
  if (wayFor(model, route, asked) === null) return false
  return pinned === null || pinned.providerId === route.provider.id
}

const findModel = (catalog: Catalog, asked: Asked): RoutedModel => {
  if (asked.model === null) return usualModel(catalog, asked)
  const names = namesOf(catalog)
  const found = names.find(asked.model)
  if (found === undefined) throw noSuchModel(asked.model, names.suggest(asked.model))
  return catalog.models.get(found.id)!
}

/** Cached for each catalog, because it has hundreds of names. */
const NAMES = new WeakMap<Catalog, ModelNames>()

const namesOf = (catalog: Catalog): ModelNames => {
  const known = NAMES.get(catalog)
  if (known !== undefined) return known
  const names = new ModelNames(
    [...catalog.models.values()].map((model) => model.public),
    catalog.aliases,
  )
  NAMES.set(catalog, names)
  return names
}

/** Clients of Midjourney and Suno name no model. */
const usualModel = ({ models }: Catalog, asked: Asked): RoutedModel => {
  const served = [...models.values()].filter((model) =>
    model.routes.some((route) => servesTask(model, route, asked)),
  )
  const allowed = served.find(({ public: { id } }) => asked.allowedModels?.includes(id) !== false)
  if (allowed !== undefined) return allowed
  throw new PublicError(
    'model_not_configured',
    `No provider for tasks of the type "${asked.type}" is configured.`,
    {
      param: 'model',
    },
  )
}

const requireAllowed = ({ allowedModels }: Asked, id: string): void => {
  if (allowedModels === null || allowedModels.includes(id)) return
  throw new PublicError('model_not_allowed', `This API key may not use the model "${id}".`, {
    param: 'model',
    metadata: { allowed_models: allowedModels },
  })
}

const refusalFor = (model: RoutedModel, asked: Asked): PublicError => {
  const { id } = model.public
  const { type } = asked
  const { modality } = KINDS[type]
  if (!makes(model, asked))
    return new PublicError(
      'invalid_request',
      `The model "${id}" makes no ${modality}. GET /v1/models lists those that do, with "${modality}" among their output_modalities.`,
      { param: 'model' },
    )
  if (model.routes.length === 0) return unservedError(model)
  return new PublicError(
    'invalid_request',
    `The model "${id}" does not make tasks of the type "${type}": see /docs/tasks.`,
    {
      param: 'model',
    },
  )
}

/** Healthy ones first, in random order by weight. */
const orderRoutes = (
  { health, credentials, random }: RouterContext,
  routes: readonly Route[],
  { pinned }: Asked,
): Route[] => {
  if (pinned !== null) return [...routes]
  const isCooling = (route: Route): boolean =>
    health.cooldownMs(route.key) > 0 || credentials.cooldownMs(route) > 0
  return routes
    .map((route) => ({ route, draw: Math.log(1 - random()) / route.weight, isLast: isCooling(route) }))
    .toSorted((a, b) => Number(a.isLast) - Number(b.isLast) || b.draw - a.draw)
    .map(({ route }) => route)
}

/** The fields that decide the price are fixed once: the same values are priced and sent. */
const withDefaults = (request: TaskRequest, way: TaskWay): TaskRequest => {
  if (way.type === 'answered') return request
  const { defaults } = way.wire
  const isShaped = request.size ?? request.aspectRatio ?? request.resolution
  const { size, resolution, ...others } = defaults
  return {
    ...others,
    ...(isShaped === undefined && size !== undefined ? { size } : {}),
    ...(isShaped === undefined && resolution !== undefined ? { resolution } : {}),
    ...Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)),
  } as TaskRequest
}

type Option = { route: TaskRoute } | { error: PublicError }

const tryRoute = (context: RouterContext, model: RoutedModel, route: Route, asked: Asked): Option => {
  const { provider, upstreamModel, price, key } = route
  const { pinned } = asked
  try {
    const way = wayFor(model, route, asked)!
    const measured = tryWay(route, asked, way)
    if (measured === null) throw unsupported('model', 'it has no price for what it makes here.')
    const credential = pinned?.credential ?? fingerprintOf(context.credentials.next(route).value)
    const { priceVersion } = context.catalog()
    return {
      route: { key, providerId: provider.id, upstreamModel, credential, price, priceVersion, ...measured },
    }
  } catch (error) {
    if (error instanceof PublicError) return { error }
    throw error
  }
}

const tryWay = (route: Route, asked: Asked, way: TaskWay): Measured | null => {
  if (way.type === 'polled') return tryTask(route, asked, way.wire)
  return way.makes === 'images' ? tryImages(route, asked, way.wire) : trySong(route, asked, way.wire)
}

const trySong = ({ upstreamModel, price }: Route, { request, type }: Asked, wire: SongWire) => {
  const images = placeholdersOf(request.images)
  wire.writeRequest({
    ...request,
    type,
    model: upstreamModel,
    taskId: 'task_planned',
    images,
    parent: null,
    webhookUrl: null,
  })
  return measureTask(type, request, price, {})
}

const tryTask = (
  { upstreamModel, price }: Route,
  { request, type, pinned }: Asked,
  wire: TaskWire,
): Measured | null => {
  const task = {
    ...request,
    type,
    model: upstreamModel,
    taskId: 'task_planned',
    images: placeholdersOf(request.images),
    parent: pinned === null ? null : PLANNED_PARENT,
    webhookUrl: null,
  }
  wire.submit(task)
  return measureTask(type, request, price, wire.estimate?.(task) ?? {})
}

const PLANNED_PARENT = { id: 'planned', kind: 'planned', index: '0', action: 'imagine', customId: 'planned' }

const tryImages = (
  { upstreamModel, price }: Route,
  { request, type }: Asked,
  wire: ImageWire,
): Measured | null => {
  const image = imageRequestOf(request, upstreamModel)
  wire.writeRequest(withPlaceholders(image, request), upstreamModel)
  return measureTask(type, request, price, mostTokensOf(image, request), imageAttributesOf(image))
}
