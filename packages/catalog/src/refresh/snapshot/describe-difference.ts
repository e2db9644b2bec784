import type { Snapshot, SnapshotModel, SnapshotRoute } from '../../snapshot.ts'
import { omit } from '../../omit.ts'

/**
 * Describes the changes of a snapshot for the reviewer, one per line: added and removed models and routes (`+`, `-`),
 * changed prices (`$`, with percentage and source), and changed facts (`~`).
 */
export const describeDifference = (before: Snapshot, after: Snapshot): string[] => {
  const old = new Map(before.models.map((model) => [model.id, model]))
  const now = new Map(after.models.map((model) => [model.id, model]))
  return [
    ...after.models.filter(({ id }) => !old.has(id)).map(describeNew),
    ...before.models.filter(({ id }) => !now.has(id)).map(({ id }) => `- ${id}`),
    ...after.models.flatMap((model) => {
      const previous = old.get(model.id)
      return previous ? describeChange(previous, model) : []
    }),
  ]
}

const describeNew = ({ id, routes }: SnapshotModel): string => {
  const [{ price, sources }] = routes as [SnapshotRoute]
  const said = Number(price.input) === 0 ? JSON.stringify(price) : `${price.input}/${price.output}`
  return `+ ${id}: ${said} (${sources.join(', ')})`
}

const describeChange = (before: SnapshotModel, after: SnapshotModel): string[] => [
  ...describeRoutes(before, after),
  ...describeFacts(before, after),
]

const describeRoutes = (before: SnapshotModel, after: SnapshotModel): string[] => {
  const old = new Map(before.routes.map((route) => [nameOf(route), route]))
  const now = new Map(after.routes.map((route) => [nameOf(route), route]))
  return [
    ...[...now.keys()].filter((name) => !old.has(name)).map((name) => `+ ${after.id} at ${name}`),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `- ${after.id} at ${name}`),
    ...[...now].flatMap(([name, route]) => {
      const previous = old.get(name)
      return previous ? describeRoute(`${after.id} at ${name}`, previous, route) : []
    }),
  ]
}

const nameOf = ({ provider, model }: SnapshotRoute): string => `${provider}:${model}`

const describeRoute = (what: string, before: SnapshotRoute, after: SnapshotRoute): string[] => [
  ...changesOf(before.price, after.price).map(
    ([field, old, now]) =>
      `$ ${what}: ${field} ${old} -> ${now}${percent(old, now)} (${after.sources.join(', ')})`,
  ),
  ...changesOf(before.retires, after.retires).map(([, old, now]) => `~ ${what}: retires ${old} -> ${now}`),
]

const describeFacts = (before: SnapshotModel, after: SnapshotModel): string[] =>
  changesOf(omit(before, 'routes', 'sources'), omit(after, 'routes', 'sources')).map(
    ([field, old, now]) => `~ ${after.id}: ${field} ${old} -> ${now}`,
  )

const percent = (old: string, now: string): string => {
  const change = Math.round((Number(now) / Number(old) - 1) * 100)
  return Number.isFinite(change) ? ` (${change > 0 ? '+' : ''}${change} %)` : ''
}

type Change = [field: string, before: string, after: string]

/** The differences of two values by path, such as `tiers.0.input`. */
const changesOf = (before: unknown, after: unknown): Change[] => {
  const old = new Map(leavesOf(before, ''))
  const now = new Map(leavesOf(after, ''))
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => [field, old.get(field) ?? 'none', now.get(field) ?? 'none'])
}

const leavesOf = (value: unknown, path: string): [string, string][] => {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null || isListOfNames(value)) return [[path, String(value)]]
  return Object.entries(value).flatMap(([name, each]) =>
    leavesOf(each, path === '' ? name : `${path}.${name}`),
  )
}

const isListOfNames = (value: object): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
