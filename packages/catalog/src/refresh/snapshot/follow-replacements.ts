import type { SnapshotModel } from '../../snapshot.ts'

/** The day when the last provider stops serving a model; null if one continues. */
const lastDayOf = ({ routes }: Pick<SnapshotModel, 'routes'>): string | null => {
  const days = routes.map(({ retires }) => retires)
  return days.includes(undefined) ? null : days.toSorted().at(-1)!
}

/** Whether `next` is served at least as long as `model`. */
export const isServedAsLongAs = (next: SnapshotModel, model: SnapshotModel): boolean => {
  const [day, needed] = [lastDayOf(next), lastDayOf(model)]
  return day === null || (needed !== null && day > needed)
}

/** Replaces each replacement that was itself replaced by the last of the chain. */
export const followReplacements = (models: readonly SnapshotModel[]): SnapshotModel[] => {
  const byId = new Map(models.map((model) => [model.id, model]))
  return models.map(({ replacement, ...model }) => {
    const seen = new Set([model.id])
    let next = replacement === undefined ? undefined : byId.get(replacement)
    while (next && !seen.has(next.id) && !isServedAsLongAs(next, model)) {
      seen.add(next.id)
      next = next.replacement === undefined ? undefined : byId.get(next.replacement)
    }
    return next === undefined || seen.has(next.id) ? model : { ...model, replacement: next.id }
  })
}
