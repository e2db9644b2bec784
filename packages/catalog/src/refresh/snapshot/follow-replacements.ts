import type { SnapshotModel } from '../../snapshot.ts'

/** The day on which the last of a model's providers stops serving it; null when one goes on. */
const lastDayOf = ({ routes }: Pick<SnapshotModel, 'routes'>): string | null => {
  const days = routes.map(({ retires }) => retires)
  return days.includes(undefined) ? null : days.toSorted().at(-1)!
}

/** Whether it is served at least as long as another. */
export const isServedAsLongAs = (next: SnapshotModel, model: SnapshotModel): boolean => {
  const [day, needed] = [lastDayOf(next), lastDayOf(model)]
  return day === null || (needed !== null && day > needed)
}

/** A replacement that was itself replaced is no help: what came after it is. */
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
