import type { Snapshot, SnapshotModel, SnapshotPrice } from '../snapshot.ts'

/** What a reviewer must see of a new snapshot: models and routes that came and went, and prices that changed. */
export const describeDifference = (before: Snapshot, after: Snapshot): string[] => {
  const old = new Map(before.models.map((model) => [model.id, model]))
  const now = new Map(after.models.map((model) => [model.id, model]))
  return [
    ...after.models.filter(({ id }) => !old.has(id)).map(({ id }) => `+ ${id}`),
    ...before.models.filter(({ id }) => !now.has(id)).map(({ id }) => `- ${id}`),
    ...after.models.flatMap((model) => {
      const previous = old.get(model.id)
      return previous ? describeChange(previous, model) : []
    }),
  ]
}

const describeChange = (before: SnapshotModel, after: SnapshotModel): string[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const old = new Map(before.routes.map((route) => [`${route.provider}:${route.model}`, route]))
  const now = new Map(after.routes.map((route) => [`${route.provider}:${route.model}`, route]))
  const lines = [
    ...[...now.keys()].filter((key) => !old.has(key)).map((key) => `+ ${after.id} at ${key}`),
    ...[...old.keys()].filter((key) => !now.has(key)).map((key) => `- ${after.id} at ${key}`),
    ...[...now].flatMap(([key, { price }]) => {
      const previous = old.get(key)
      return previous ? describePrices(`${after.id} at ${key}`, previous.price, price) : []
    }),
  ]
  return lines.length > 0 ? lines : [`~ ${after.id}: its description`]
}

const describePrices = (what: string, before: SnapshotPrice, after: SnapshotPrice): string[] => {
  const classes = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof SnapshotPrice)[]
  return classes
    .filter((each) => show(before[each]) !== show(after[each]))
    .map((each) => `$ ${what}: ${each} ${show(before[each])} -> ${show(after[each])}`)
}

const show = (value: SnapshotPrice[keyof SnapshotPrice]): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)
